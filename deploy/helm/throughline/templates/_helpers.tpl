{{/*
Every template below takes a scope: {root, name, service, role?}. `name` is the key under .Values.services, `service` the
service's values merged over .Values.defaults, `role` is api, worker or migrate.
*/}}

{{/* The enabled services, merged over the defaults, as JSON by name. */}}
{{- define "throughline.services" -}}
{{- $services := dict -}}
{{- range $name, $own := .Values.services -}}
{{- $service := mustMergeOverwrite (mustDeepCopy $.Values.defaults) (mustDeepCopy $own) -}}
{{- if $service.enabled -}}{{- $_ := set $services $name $service -}}{{- end -}}
{{- end -}}
{{- mustToJson $services -}}
{{- end -}}

{{/*
First part of every name. Names end at 63 characters (RFC 1123 label), and the longest addition is
"-notification-service-migrate-999", so a longer release name is cut and told apart by its hash.
*/}}
{{- define "throughline.release" -}}
{{- if le (len .Release.Name) 30 -}}
{{- .Release.Name -}}
{{- else -}}
{{- printf "%s-%s" (.Release.Name | trunc 23 | trimSuffix "-") (sha256sum .Release.Name | trunc 6) -}}
{{- end -}}
{{- end -}}

{{/* Name of the objects of a service, or of one of its roles when the scope has one. */}}
{{- define "throughline.name" -}}
{{- $base := printf "%s-%s" (include "throughline.release" .root) .name -}}
{{- if .role }}{{ printf "%s-%s" $base .role }}{{ else }}{{ $base }}{{ end -}}
{{- end -}}

{{- define "throughline.selectorLabels" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- with .role }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end -}}

{{/* Without the chart's version, so that a new chart alone restarts no pod. */}}
{{- define "throughline.podLabels" -}}
{{ include "throughline.selectorLabels" . }}
app.kubernetes.io/part-of: throughline
app.kubernetes.io/version: {{ include "throughline.tag" . | trunc 63 | trimAll "-_." | quote }}
{{- end -}}

{{- define "throughline.labels" -}}
{{ include "throughline.podLabels" . }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end -}}

{{- define "throughline.tag" -}}
{{- .service.image.tag | default .root.Values.image.tag | default .root.Chart.AppVersion -}}
{{- end -}}

{{- define "throughline.image" -}}
{{- $repository := required (printf "services.%s.image.repository: name the image" .name) .service.image.repository -}}
{{- with .root.Values.image.registry }}{{ . | trimSuffix "/" }}/{{ end -}}
{{ $repository }}
{{- if .service.image.digest }}@{{ .service.image.digest }}{{ else }}:{{ include "throughline.tag" . }}{{ end -}}
{{- end -}}

{{- define "throughline.databaseHost" -}}
{{- $host := .service.database.host | default .root.Values.database.host -}}
{{- required (printf "database.host: name the PostgreSQL server of %s" .name) $host -}}
{{- end -}}

{{- define "throughline.databasePort" -}}
{{- .service.database.port | default .root.Values.database.port | int -}}
{{- end -}}

{{- define "throughline.databaseName" -}}
{{- required (printf "services.%s.database.name: name the database" .name) .service.database.name -}}
{{- end -}}

{{- define "throughline.databaseSecret" -}}
{{- required (printf "services.%s.database.existingSecret: name the Secret with the service's login" .name) .service.database.existingSecret -}}
{{- end -}}

{{- define "throughline.brokerSecret" -}}
{{- $secret := .service.broker.existingSecret | default .root.Values.broker.existingSecret -}}
{{- required (printf "broker.existingSecret: name the Secret with the broker user of %s" .name) $secret -}}
{{- end -}}

{{/* Settings that are not secret, as JSON by the name of their environment variable. */}}
{{- define "throughline.config" -}}
{{- mustToJson (mustMergeOverwrite (include "throughline.commonConfig" . | fromJson) (include "throughline.ownConfig" . | fromJson)) -}}
{{- end -}}

{{/* Those that a migration has too. */}}
{{- define "throughline.commonConfig" -}}
{{- $values := .root.Values -}}
{{- $config := mustDeepCopy .service.config -}}
{{- $_ := set $config "QUARKUS_HTTP_PORT" "8080" -}}
{{- $_ := set $config "THROUGHLINE_DATABASE_URL" (printf "postgresql://%s:%s/%s" (include "throughline.databaseHost" .) (include "throughline.databasePort" .) (include "throughline.databaseName" .)) -}}
{{- $_ := set $config "THROUGHLINE_BROKER_HOST" (required "broker.host: name the RabbitMQ server" $values.broker.host) -}}
{{- $_ := set $config "THROUGHLINE_BROKER_PORT" ($values.broker.port | int | toString) -}}
{{- $_ := set $config "THROUGHLINE_BROKER_VIRTUAL_HOST" $values.broker.virtualHost -}}
{{- $_ := set $config "THROUGHLINE_JWT_ISSUER" (required "identity.issuer: name the issuer of bearer tokens" $values.identity.issuer) -}}
{{- if $values.identity.publicKey.existingConfigMap -}}
{{- $_ := set $config "THROUGHLINE_JWT_PUBLICKEY" (printf "file:/etc/throughline/identity/%s" $values.identity.publicKey.key) -}}
{{- else -}}
{{- $_ := set $config "THROUGHLINE_JWT_PUBLICKEY" (required "identity.jwksUrl or identity.publicKey.existingConfigMap: say where the keys of bearer tokens are" $values.identity.jwksUrl) -}}
{{- end -}}
{{- if $values.tracing.otlpEndpoint -}}
{{- $_ := set $config "QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT" $values.tracing.otlpEndpoint -}}
{{- else -}}
{{- $_ := set $config "QUARKUS_OTEL_SDK_DISABLED" "true" -}}
{{- end -}}
{{- mustToJson $config -}}
{{- end -}}

{{/* An environment variable from a Secret: {name, secret, key}. */}}
{{- define "throughline.secretEnv" -}}
- name: {{ .name }}
  valueFrom:
    secretKeyRef:
      name: {{ .secret }}
      key: {{ .key }}
{{- end -}}

{{- define "throughline.databaseEnv" -}}
{{- $secret := include "throughline.databaseSecret" . -}}
{{ include "throughline.secretEnv" (dict "name" "THROUGHLINE_DATABASE_USERNAME" "secret" $secret "key" .service.database.usernameKey) }}
{{ include "throughline.secretEnv" (dict "name" "THROUGHLINE_DATABASE_PASSWORD" "secret" $secret "key" .service.database.passwordKey) }}
{{- end -}}

{{- define "throughline.ownerEnv" -}}
{{- $secret := required (printf "services.%s.database.ownerExistingSecret: name the Secret with the login of the schema's owner" .name) .service.database.ownerExistingSecret -}}
{{ include "throughline.secretEnv" (dict "name" "THROUGHLINE_DATABASE_OWNER_USERNAME" "secret" $secret "key" .service.database.ownerUsernameKey) }}
{{ include "throughline.secretEnv" (dict "name" "THROUGHLINE_DATABASE_OWNER_PASSWORD" "secret" $secret "key" .service.database.ownerPasswordKey) }}
{{- end -}}

{{- define "throughline.brokerEnv" -}}
{{- $secret := include "throughline.brokerSecret" . -}}
{{ include "throughline.secretEnv" (dict "name" "THROUGHLINE_BROKER_USERNAME" "secret" $secret "key" .root.Values.broker.usernameKey) }}
{{ include "throughline.secretEnv" (dict "name" "THROUGHLINE_BROKER_PASSWORD" "secret" $secret "key" .root.Values.broker.passwordKey) }}
{{- end -}}

{{/* What pods of every kind have in common: who they are, what they may not do, where they run. */}}
{{- define "throughline.podSpec" -}}
automountServiceAccountToken: false
# Variables such as THROUGHLINE_BOOKING_SERVICE_PORT, which Kubernetes would derive from the release's own Services,
# would be taken for settings.
enableServiceLinks: false
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ . }}
{{- end }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 1001
  runAsGroup: 1001
  fsGroup: 1001
  seccompProfile:
    type: RuntimeDefault
{{- with .service.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .service.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .service.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .service.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
volumes:
  - name: tmp
    emptyDir:
      sizeLimit: {{ .service.tmpSizeLimit }}
{{- with .root.Values.identity.publicKey }}
{{- if .existingConfigMap }}
  - name: identity
    configMap:
      name: {{ .existingConfigMap }}
      items:
        - key: {{ .key }}
          path: {{ .key }}
{{- end }}
{{- end }}
{{- end -}}

{{/* What containers of every kind have in common. */}}
{{- define "throughline.container" -}}
image: {{ include "throughline.image" . | quote }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  runAsNonRoot: true
  capabilities:
    drop: [ALL]
volumeMounts:
  - name: tmp
    mountPath: /tmp
{{- if .root.Values.identity.publicKey.existingConfigMap }}
  - name: identity
    mountPath: /etc/throughline/identity
    readOnly: true
{{- end }}
{{- end -}}

{{/* Whether something else than the Deployment decides how many pods there are: "true" or nothing. */}}
{{- define "throughline.scaled" -}}
{{- $role := index .service.roles .role -}}
{{- if or (dig "autoscaling" "enabled" false $role) (dig "keda" "enabled" false $role) }}true{{ end -}}
{{- end -}}

{{/* The fewest pods of the scope's role. */}}
{{- define "throughline.minReplicas" -}}
{{- $role := index .service.roles .role -}}
{{- if dig "autoscaling" "enabled" false $role -}}{{ $role.autoscaling.minReplicas | int }}
{{- else if dig "keda" "enabled" false $role -}}{{ $role.keda.minReplicas | int }}
{{- else -}}{{ $role.replicas | int }}
{{- end -}}
{{- end -}}

{{/* NetworkPolicyEgressRule to a port: {port, peers, dns?}. */}}
{{- define "throughline.egress" -}}
- ports:
    - port: {{ .port }}
      protocol: TCP
{{- if .dns }}
    - port: {{ .port }}
      protocol: UDP
{{- end }}
{{- with .peers }}
  to: {{- toYaml . | nindent 4 }}
{{- end }}
{{- end -}}
