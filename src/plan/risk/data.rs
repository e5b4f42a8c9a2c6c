//! Objects with which data is lost.

use crate::diff::Identity;

/// Kinds that keep data, or whose end takes data along, by group. A group stands for its subgroups too; no kinds are all
/// of them.
const STATEFUL: [(&str, &[&str]); 14] = [
    ("", &["Namespace", "PersistentVolume", "PersistentVolumeClaim"]),
    ("apps", &["StatefulSet"]),
    ("snapshot.storage.k8s.io", &["VolumeSnapshot", "VolumeSnapshotContent"]),
    ("cnpg.io", &["Cluster", "Database"]),
    ("acid.zalan.do", &[]),
    ("rabbitmq.com", &["RabbitmqCluster", "Vhost", "Queue", "Exchange"]),
    ("strimzi.io", &["Kafka", "KafkaNodePool", "KafkaTopic"]),
    ("mongodb.com", &[]),
    ("mariadb.com", &["MariaDB", "Database"]),
    ("redis.opstreelabs.in", &[]),
    ("percona.com", &[]),
    ("k8s.elastic.co", &["Elasticsearch"]),
    ("dragonflydb.io", &["Dragonfly"]),
    ("objectbucket.io", &[]),
];
/// Kinds that keep data whoever defines them.
const STATEFUL_ANYWHERE: [&str; 8] = [
    "Bucket",
    "Database",
    "DatabaseInstance",
    "DBCluster",
    "DBInstance",
    "PostgreSQLDatabase",
    "RDSInstance",
    "SQLInstance",
];

/// Whether data is lost with an object.
pub(crate) fn keeps_data(object: &Identity) -> bool {
    let of_group = |group: &str| {
        let above = object.group.strip_suffix(group);
        above.is_some_and(|above| above.is_empty() || (!group.is_empty() && above.ends_with('.')))
    };
    let listed = STATEFUL.iter().filter(|(group, _)| of_group(group));
    let mut listed = listed.filter(|(_, kinds)| kinds.is_empty() || kinds.contains(&object.kind.as_str()));
    listed.next().is_some() || STATEFUL_ANYWHERE.contains(&object.kind.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_data_is_known() {
        let of = |group: &str, kind: &str| Identity { group: group.into(), kind: kind.into(), ..Identity::default() };
        for (group, kind) in [
            ("", "PersistentVolumeClaim"),
            ("postgresql.cnpg.io", "Cluster"),
            ("kafka.strimzi.io", "Kafka"),
            ("redis.redis.opstreelabs.in", "Redis"),
            ("s3.aws.upbound.io", "Bucket"),
        ] {
            assert!(keeps_data(&of(group, kind)), "{group} {kind}");
        }
        for (group, kind) in [("", "ConfigMap"), ("apps", "Deployment"), ("notcnpg.io", "Cluster")] {
            assert!(!keeps_data(&of(group, kind)), "{group} {kind}");
        }
    }
}
