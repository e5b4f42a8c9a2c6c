//! Kinds of objects with which data is lost: one list for rules and for plans.

/// Kinds that keep data, or whose end takes data along, by group. A group stands for its subgroups too; no kinds are all
/// of them.
const STATEFUL: [(&str, &[&str]); 15] = [
    ("", &["Namespace", "PersistentVolume", "PersistentVolumeClaim"]),
    ("apiextensions.k8s.io", &["CustomResourceDefinition"]),
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

/// Whether data is lost with an object of a kind.
pub(crate) fn holds_data(group: &str, kind: &str) -> bool {
    let of_group = |listed: &str| {
        let above = group.strip_suffix(listed);
        above.is_some_and(|above| above.is_empty() || (!listed.is_empty() && above.ends_with('.')))
    };
    let listed = STATEFUL.iter().filter(|(group, _)| of_group(group));
    let mut listed = listed.filter(|(_, kinds)| kinds.is_empty() || kinds.contains(&kind));
    listed.next().is_some() || STATEFUL_ANYWHERE.contains(&kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_data_is_known() {
        for (group, kind) in [
            ("", "PersistentVolumeClaim"),
            ("postgresql.cnpg.io", "Cluster"),
            ("kafka.strimzi.io", "Kafka"),
            ("redis.redis.opstreelabs.in", "Redis"),
            ("s3.aws.upbound.io", "Bucket"),
        ] {
            assert!(holds_data(group, kind), "{group} {kind}");
        }
        for (group, kind) in [("", "ConfigMap"), ("apps", "Deployment"), ("notcnpg.io", "Cluster")] {
            assert!(!holds_data(group, kind), "{group} {kind}");
        }
    }
}
