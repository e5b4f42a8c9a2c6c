{{/* Name of every object: the release, which must be able to name a Service. */}}
{{- define "name" -}}
{{- if not (regexMatch "^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$" .Release.Name) -}}
{{- fail (printf "release name %q must start with a letter and hold only a-z, 0-9 and -" .Release.Name) -}}
{{- end -}}
{{- .Release.Name -}}
{{- end -}}

{{/* Never changes between versions: a Deployment's selector is immutable. */}}
{{- define "selector" -}}
app.kubernetes.io/name: {{ .Values.component }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "labels" -}}
{{ include "selector" . }}
app.kubernetes.io/version: {{ .Values.image.tag | trunc 63 | trimAll "-_." | quote }}
app.kubernetes.io/component: service
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | trunc 63 | trimSuffix "-" }}
{{- with .Values.labels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* "true" when an autoscaler decides on the replicas; none wakes an app that is switched off. */}}
{{- define "autoscaled" -}}
{{- and (gt (int .Values.scaling.min) 0) (gt (int .Values.scaling.max) (int .Values.scaling.min)) -}}
{{- end -}}

{{/* Variables of the container; an app's own win over the platform's, secrets over both. */}}
{{- define "env" -}}
{{- $env := dict
  "APP_NAME" .Values.component
  "APP_VERSION" .Values.image.tag
  "ENVIRONMENT" .Values.environment
  "PRODUCTION" (toString .Values.production)
-}}
{{- if .Values.otel.endpoint -}}
{{- $_ := set $env "OTEL_EXPORTER_OTLP_ENDPOINT" .Values.otel.endpoint -}}
{{- $_ := set $env "OTEL_SERVICE_NAME" .Values.component -}}
{{- end -}}
{{- if and .Values.route.host (ne (.Values.route.path | default "/") "/") -}}
{{- $_ := set $env "UVICORN_ROOT_PATH" .Values.route.path -}}
{{- end -}}
{{- range $name, $value := .Values.env -}}
{{- $_ := set $env $name $value -}}
{{- end -}}
{{- range .Values.secrets -}}
{{- $env = omit $env .name -}}
{{- end -}}
{{- range $name, $value := $env }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- range .Values.secrets }}
- name: {{ .name }}
  valueFrom:
    secretKeyRef:
      name: {{ include "name" $ }}-env
      key: {{ .name }}
{{- end }}
{{- end -}}
