//! A tree of manifests as people write them, of any size and always the same: for each app a Deployment, a Service, a
//! ConfigMap, a HorizontalPodAutoscaler, a PodDisruptionBudget, a NetworkPolicy, an HTTPRoute, an Application, and its
//! entity in the catalog; for each team a project and a Group.

use std::fs;
use std::path::Path;

const APPS_PER_TEAM: usize = 25;
/// Files of one app.
pub(crate) const PER_APP: usize = 9;

/// Writes about so many manifests, one in each file; returns how many.
pub(crate) fn write(folder: &Path, manifests: usize) -> usize {
    let apps = manifests.div_ceil(PER_APP);
    let teams = apps.div_ceil(APPS_PER_TEAM);
    let mut count = 0;
    let mut put = |path: String, text: String| {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("the bench's folder can be written");
        fs::write(path, text).expect("the bench's folder can be written");
        count += 1;
    };
    for team in 0..teams {
        put(format!("projects/team-{team}.yaml"), PROJECT.replace("<team>", &team.to_string()));
        put(format!("catalog/groups/team-{team}.yaml"), GROUP.replace("<team>", &team.to_string()));
    }
    for app in 0..apps {
        let fill = |text: &str| {
            let (team, port) = (app / APPS_PER_TEAM, 8000 + app % 1000);
            let replaced = text.replace("<app>", &format!("app-{app}")).replace("<team>", &team.to_string());
            replaced.replace("<port>", &port.to_string()).replace("<n>", &app.to_string())
        };
        let home = format!("apps/team-{}/app-{app}", app / APPS_PER_TEAM);
        for (name, text) in OBJECTS {
            put(format!("{home}/{name}.yaml"), fill(text));
        }
        put(format!("argocd/app-{app}.yaml"), fill(APPLICATION));
        put(format!("catalog/components/app-{app}.yaml"), fill(COMPONENT));
    }
    count
}

const OBJECTS: [(&str, &str); PER_APP - 2] = [
    ("deployment", DEPLOYMENT),
    ("service", SERVICE),
    ("configmap", CONFIG_MAP),
    ("autoscaler", AUTOSCALER),
    ("disruption-budget", DISRUPTION_BUDGET),
    ("network-policy", NETWORK_POLICY),
    ("route", ROUTE),
];

const DEPLOYMENT: &str = r#"apiVersion: apps/v1
kind: Deployment
metadata:
  name: <app>
  namespace: <app>
  labels:
    app.kubernetes.io/name: <app>
    app.kubernetes.io/part-of: orders
    app.kubernetes.io/managed-by: argocd
    backstage.io/kubernetes-id: <app>
  annotations:
    example.com/contact: team-<team>@example.com
spec:
  revisionHistoryLimit: 3
  selector:
    matchLabels:
      app.kubernetes.io/name: <app>
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxSurge: 1
      maxUnavailable: 0
  template:
    metadata:
      labels:
        app.kubernetes.io/name: <app>
        app.kubernetes.io/part-of: orders
        backstage.io/kubernetes-id: <app>
    spec:
      serviceAccountName: <app>
      automountServiceAccountToken: false
      terminationGracePeriodSeconds: 45
      securityContext:
        runAsNonRoot: true
        runAsUser: 10001
        seccompProfile:
          type: RuntimeDefault
      containers:
        - name: app
          image: registry.example.com:5050/orders/<app>:1.4.<n>
          imagePullPolicy: IfNotPresent
          args: ["serve", "--port", "<port>"]
          ports:
            - name: http
              containerPort: <port>
            - name: metrics
              containerPort: 9090
          env:
            - name: LOG_LEVEL
              value: info
            - name: POD_NAME
              valueFrom:
                fieldRef:
                  fieldPath: metadata.name
            - name: DATABASE_URL
              valueFrom:
                secretKeyRef:
                  name: <app>-database
                  key: url
                  optional: true
          envFrom:
            - configMapRef:
                name: <app>
          resources:
            requests:
              cpu: 100m
              memory: 256Mi
            limits:
              memory: 256Mi
          readinessProbe:
            httpGet:
              path: /readyz
              port: http
            periodSeconds: 5
          livenessProbe:
            httpGet:
              path: /healthz
              port: http
            initialDelaySeconds: 10
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities:
              drop: ["ALL"]
          volumeMounts:
            - name: tmp
              mountPath: /tmp
      volumes:
        - name: tmp
          emptyDir: {}
"#;

const SERVICE: &str = r#"apiVersion: v1
kind: Service
metadata:
  name: <app>
  namespace: <app>
  labels:
    app.kubernetes.io/name: <app>
    backstage.io/kubernetes-id: <app>
spec:
  type: ClusterIP
  selector:
    app.kubernetes.io/name: <app>
  ports:
    - name: http
      port: 80
      targetPort: http
      protocol: TCP
    - name: metrics
      port: 9090
      targetPort: metrics
"#;

const CONFIG_MAP: &str = r#"apiVersion: v1
kind: ConfigMap
metadata:
  name: <app>
  namespace: <app>
  labels:
    app.kubernetes.io/name: <app>
data:
  FEATURE_SEARCH: "on"
  UPSTREAM: https://upstream.example.com/v1?limit=10
  LIMIT: "250"
  application.properties: |
    server.port=<port>
    spring.application.name=<app>
    management.endpoints.web.exposure.include=health,prometheus
"#;

const AUTOSCALER: &str = r#"apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: <app>
  namespace: <app>
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: <app>
  minReplicas: 2
  maxReplicas: 6
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: 70
"#;

const DISRUPTION_BUDGET: &str = r#"apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: <app>
  namespace: <app>
spec:
  maxUnavailable: 1
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      app.kubernetes.io/name: <app>
"#;

const NETWORK_POLICY: &str = r#"apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: <app>
  namespace: <app>
spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: <app>
  policyTypes: ["Ingress", "Egress"]
  ingress:
    - from:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: gateway
      ports:
        - port: http
  egress:
    - to:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: kube-system
      ports:
        - port: 53
          protocol: UDP
"#;

const ROUTE: &str = r#"apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: <app>
  namespace: <app>
spec:
  parentRefs:
    - name: public
      namespace: gateway
      sectionName: https
  hostnames:
    - <app>.example.com
  rules:
    - matches:
        - path:
            type: PathPrefix
            value: /
      backendRefs:
        - name: <app>
          port: 80
"#;

const APPLICATION: &str = r#"apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: <app>
  namespace: argocd
  labels:
    example.com/team: team-<team>
  finalizers:
    - resources-finalizer.argocd.argoproj.io
spec:
  project: team-<team>
  source:
    repoURL: https://git.example.com/deployments.git
    targetRevision: main
    path: apps/team-<team>/<app>
  destination:
    name: production
    namespace: <app>
  syncPolicy:
    automated:
      prune: true
      selfHeal: true
    syncOptions:
      - ServerSideApply=true
      - PruneLast=true
    retry:
      limit: 5
      backoff:
        duration: 5s
        factor: 2
        maxDuration: 3m
"#;

const COMPONENT: &str = r#"apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: <app>
  title: "App number <n>"
  description: Takes what comes in and keeps it, so that nothing is lost
  annotations:
    backstage.io/kubernetes-id: <app>
    backstage.io/techdocs-ref: dir:.
    argocd/app-name: <app>
    gitlab.com/project-slug: orders/<app>
  tags: [python, http]
  links:
    - url: https://<app>.example.com
      title: In production
spec:
  type: service
  lifecycle: production
  owner: group:default/team-<team>
"#;

const PROJECT: &str = r#"apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata:
  name: team-<team>
  namespace: argocd
spec:
  description: What team <team> may deploy
  sourceRepos:
    - https://git.example.com/deployments.git
  destinations:
    - name: production
      server: https://production.example.com
      namespace: app-*
  clusterResourceWhitelist: []
  namespaceResourceBlacklist:
    - group: ""
      kind: ResourceQuota
  roles:
    - name: developer
      policies:
        - p, proj:team-<team>:developer, applications, get, team-<team>/*, allow
      groups: [team-<team>]
"#;

const GROUP: &str = r#"apiVersion: backstage.io/v1alpha1
kind: Group
metadata:
  name: team-<team>
  title: Team <team>
spec:
  type: team
  children: []
"#;
