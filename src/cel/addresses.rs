//! IP addresses, networks and URLs, as strings.
//!
//! URLs are taken apart by hand: the API server reads them as Go's `url.ParseRequestURI` does, which keeps what the
//! browsers' reading, and so the crate `url`, rewrites or refuses.

use std::net::IpAddr;

use cel::common::types::{CelBool, CelInt, CelString};
use cel::{DeclarationError, Env, ExecutionError, add_member_overload, add_overload};
use ipnet::IpNet;

pub(crate) fn extension(env: &mut Env) -> Result<(), DeclarationError> {
    add_overload!(env, fn ip: (CelString) -> Result<CelString>)?;
    add_overload!(env, fn is_ip: (CelString) -> CelBool, name = "isIP")?;
    add_overload!(env, fn is_canonical: (CelString) -> CelBool, name = "ip.isCanonical")?;
    add_member_overload!(env, fn family: (CelString) -> Result<CelInt>)?;
    add_member_overload!(env, fn is_unspecified: (CelString) -> Result<CelBool>)?;
    add_member_overload!(env, fn is_loopback: (CelString) -> Result<CelBool>)?;
    add_member_overload!(env, fn is_link_local_multicast: (CelString) -> Result<CelBool>)?;
    add_member_overload!(env, fn is_link_local_unicast: (CelString) -> Result<CelBool>)?;
    add_member_overload!(env, fn is_global_unicast: (CelString) -> Result<CelBool>)?;
    add_overload!(env, fn cidr: (CelString) -> Result<CelString>)?;
    add_overload!(env, fn is_cidr: (CelString) -> CelBool, name = "isCIDR")?;
    add_member_overload!(env, fn contains_ip: (CelString, CelString) -> Result<CelBool>, name = "containsIP")?;
    add_member_overload!(env, fn contains_cidr: (CelString, CelString) -> Result<CelBool>, name = "containsCIDR")?;
    add_member_overload!(env, fn network_address: (CelString) -> Result<CelString>, name = "ip")?;
    add_member_overload!(env, fn masked: (CelString) -> Result<CelString>)?;
    add_member_overload!(env, fn prefix_length: (CelString) -> Result<CelInt>)?;
    add_overload!(env, fn url: (CelString) -> Result<CelString>)?;
    add_overload!(env, fn is_url: (CelString) -> CelBool, name = "isURL")?;
    add_member_overload!(env, fn get_scheme: (CelString) -> CelString)?;
    add_member_overload!(env, fn get_host: (CelString) -> CelString)?;
    add_member_overload!(env, fn get_hostname: (CelString) -> CelString)?;
    add_member_overload!(env, fn get_port: (CelString) -> CelString)?;
    add_member_overload!(env, fn get_escaped_path: (CelString) -> CelString)
}

type Text = CelString<'static>;
type Verdict<T> = Result<T, ExecutionError>;

fn none(function: &str) -> ExecutionError {
    ExecutionError::function_error(function, "not valid")
}

fn address(text: &CelString<'_>) -> Verdict<IpAddr> {
    text.inner().parse().map_err(|_| none("ip"))
}

fn ip(text: &CelString<'_>) -> Verdict<Text> {
    Ok(address(text)?.to_string().into())
}

fn is_ip(text: &CelString<'_>) -> CelBool {
    address(text).is_ok().into()
}

fn is_canonical(text: &CelString<'_>) -> CelBool {
    address(text).is_ok_and(|address| address.to_string() == text.inner()).into()
}

fn family(text: &CelString<'_>) -> Verdict<CelInt> {
    Ok(if address(text)?.is_ipv4() { 4 } else { 6 }.into())
}

fn is_unspecified(text: &CelString<'_>) -> Verdict<CelBool> {
    Ok(address(text)?.is_unspecified().into())
}

fn is_loopback(text: &CelString<'_>) -> Verdict<CelBool> {
    Ok(address(text)?.is_loopback().into())
}

fn is_link_local_multicast(text: &CelString<'_>) -> Verdict<CelBool> {
    let local = match address(text)? {
        IpAddr::V4(address) => address.octets()[..3] == [224, 0, 0],
        IpAddr::V6(address) => address.segments()[0] & 0xff0f == 0xff02,
    };
    Ok(local.into())
}

fn is_link_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_link_local(),
        IpAddr::V6(address) => address.is_unicast_link_local(),
    }
}

fn is_link_local_unicast(text: &CelString<'_>) -> Verdict<CelBool> {
    Ok(is_link_local(address(text)?).into())
}

fn is_global_unicast(text: &CelString<'_>) -> Verdict<CelBool> {
    let address = address(text)?;
    let broadcast = matches!(address, IpAddr::V4(address) if address.is_broadcast());
    let other = address.is_unspecified() || address.is_loopback() || address.is_multicast();
    Ok((!other && !broadcast && !is_link_local(address)).into())
}

fn network(text: &CelString<'_>) -> Verdict<IpNet> {
    let parts = text.inner().split_once('/');
    let network = parts.and_then(|(address, length)| IpNet::new(address.parse().ok()?, length.parse().ok()?).ok());
    network.ok_or_else(|| none("cidr"))
}

fn cidr(text: &CelString<'_>) -> Verdict<Text> {
    Ok(network(text)?.to_string().into())
}

fn is_cidr(text: &CelString<'_>) -> CelBool {
    network(text).is_ok().into()
}

fn contains_ip(this: &CelString<'_>, text: &CelString<'_>) -> Verdict<CelBool> {
    Ok(network(this)?.contains(&address(text)?).into())
}

fn contains_cidr(this: &CelString<'_>, text: &CelString<'_>) -> Verdict<CelBool> {
    Ok(network(this)?.contains(&network(text)?).into())
}

fn network_address(this: &CelString<'_>) -> Verdict<Text> {
    Ok(network(this)?.addr().to_string().into())
}

fn masked(this: &CelString<'_>) -> Verdict<Text> {
    Ok(network(this)?.trunc().to_string().into())
}

fn prefix_length(this: &CelString<'_>) -> Verdict<CelInt> {
    Ok(i64::from(network(this)?.prefix_len()).into())
}

/// Whether a text is a URL, as the server reads them: with a scheme, or from the root.
pub(crate) fn is_absolute(text: &str) -> bool {
    let scheme = text.split_once(':').map(|(scheme, _)| scheme);
    let legal = |scheme: &str| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
    };
    !text.contains([' ', '\n']) && (text.starts_with('/') || scheme.is_some_and(legal))
}

fn url(text: &CelString<'_>) -> Verdict<Text> {
    is_absolute(text.inner()).then(|| text.inner().to_owned().into()).ok_or_else(|| none("url"))
}

fn is_url(text: &CelString<'_>) -> CelBool {
    is_absolute(text.inner()).into()
}

/// Scheme, host with port, and path of a URL.
fn split(url: &str) -> (&str, &str, &str) {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let (scheme, rest) = if url.starts_with('/') { ("", url) } else { url.split_once(':').unwrap_or(("", url)) };
    let Some(rest) = rest.strip_prefix("//") else { return (scheme, "", rest) };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    (scheme, host.rsplit('@').next().unwrap_or_default(), path)
}

/// Host without brackets, and port.
fn host_and_port(host: &str) -> (&str, &str) {
    if let Some((address, port)) = host.strip_prefix('[').and_then(|host| host.split_once(']')) {
        return (address, port.trim_start_matches(':'));
    }
    host.split_once(':').unwrap_or((host, ""))
}

fn get_scheme(this: &CelString<'_>) -> Text {
    split(this.inner()).0.to_owned().into()
}

fn get_host(this: &CelString<'_>) -> Text {
    split(this.inner()).1.to_owned().into()
}

fn get_hostname(this: &CelString<'_>) -> Text {
    host_and_port(split(this.inner()).1).0.to_owned().into()
}

fn get_port(this: &CelString<'_>) -> Text {
    host_and_port(split(this.inner()).1).1.to_owned().into()
}

fn get_escaped_path(this: &CelString<'_>) -> Text {
    split(this.inner()).2.to_owned().into()
}
