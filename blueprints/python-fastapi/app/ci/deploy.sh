#!/bin/sh
# Writes image.tag into environments/<environment>.yaml of the deployment repository,
# which Argo CD follows. Needs git and awk; run it as often as you like.
#
#   DEPLOY_URL            https address of the deployment repository
#   DEPLOY_BRANCH         branch that the environment follows
#   DEPLOY_ENVIRONMENT    environment to deploy to
#   DEPLOY_TAG            tag of the image to deploy, or instead of it
#   PROMOTE_ENVIRONMENT   environment whose tag is deployed, and
#   PROMOTE_BRANCH        the branch that it follows
#   DEPLOYMENT_TOKEN      token that may push there; never printed, never an argument
#   DEPLOY_USER           user name that goes with the token (oauth2)
set -eu

fail() {
  echo "deploy: $1" >&2
  exit 1
}

: "${DEPLOY_URL:?is not set}" "${DEPLOY_BRANCH:?is not set}" "${DEPLOY_ENVIRONMENT:?is not set}"
promote_from=${PROMOTE_ENVIRONMENT:-}
file=environments/$DEPLOY_ENVIRONMENT.yaml
attempts=5

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# git asks this program for the credentials, so that they stay out of addresses and process lists.
cat > "$work/askpass" <<'ASKPASS'
#!/bin/sh
case $1 in
  Username*) printf '%s\n' "${DEPLOY_USER:-oauth2}" ;;
  *) printf '%s\n' "${DEPLOYMENT_TOKEN:-}" ;;
esac
ASKPASS
chmod 700 "$work/askpass"
export GIT_ASKPASS="$work/askpass" GIT_TERMINAL_PROMPT=0

# Fetches a branch and puts its files into place, whatever was there before.
checkout() {
  git fetch --quiet --depth 1 origin "refs/heads/$1" || fail "cannot fetch branch $1"
  git checkout --quiet --force --detach FETCH_HEAD
}

# Prints image.tag of a file.
read_tag() {
  awk '
    /^[^ #]/ { image = /^image:/ }
    image && /^ +tag:/ {
      sub(/^ +tag:[ ]*/, ""); sub(/[ ]+#.*$/, ""); gsub(/["'\'' \r]/, "")
      print
      exit
    }
  ' "$1"
}

# Prints a file with image.tag set, always as a text: 0123456 and 12e4567 would be numbers.
# Exits with 3 when the file has no image.tag.
write_tag() {
  awk -v tag="$2" '
    /^[^ #]/ { image = /^image:/ }
    image && !done && match($0, /^ +tag:/) {
      comment = ""
      start = substr($0, 1, RLENGTH)
      if (match($0, / #.*$/)) comment = substr($0, RSTART)
      $0 = start " \"" tag "\"" comment
      done = 1
    }
    { print }
    END { if (!done) exit 3 }
  ' "$1"
}

git init --quiet "$work/repository"
cd "$work/repository"
git remote add origin "$DEPLOY_URL"
git config user.name "${DEPLOY_AUTHOR:-deploy}"
git config user.email "${DEPLOY_EMAIL:-deploy@noreply.invalid}"

if [ -n "$promote_from" ]; then
  checkout "${PROMOTE_BRANCH:?is not set}"
  source=environments/$promote_from.yaml
  [ -f "$source" ] || fail "$source does not exist on branch $PROMOTE_BRANCH"
  tag=$(read_tag "$source")
  [ "$tag" != unreleased ] || fail "nothing was deployed to $promote_from yet"
else
  tag=${DEPLOY_TAG:-}
fi
case $tag in
  '' | [.-]* | *[!A-Za-z0-9_.-]*) fail "\`$tag\` is no image tag" ;;
esac

attempt=1
while :; do
  checkout "$DEPLOY_BRANCH"
  [ -f "$file" ] || fail "$file does not exist on branch $DEPLOY_BRANCH"
  write_tag "$file" "$tag" > "$work/new" || fail "$file has no image.tag"
  if cmp -s "$work/new" "$file"; then
    echo "$DEPLOY_ENVIRONMENT runs $tag already"
    exit 0
  fi
  cat "$work/new" > "$file"
  git commit --quiet --message "Deploy $tag to $DEPLOY_ENVIRONMENT" -- "$file"
  if git push --quiet origin "HEAD:refs/heads/$DEPLOY_BRANCH"; then
    echo "deployed $tag to $DEPLOY_ENVIRONMENT"
    exit 0
  fi
  # Most likely somebody else pushed in between: take their commit and set the line again.
  [ "$attempt" -lt "$attempts" ] || fail "cannot push to branch $DEPLOY_BRANCH after $attempts attempts"
  sleep "$attempt"
  attempt=$((attempt + 1))
done
