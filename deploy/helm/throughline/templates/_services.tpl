{{/*
What single services need beyond what holds for all of them; the scopes are those of _helpers.tpl. Elsewhere a service
is nothing but its name and values.
*/}}

{{/* Settings of the service alone that are not secret, as JSON by the name of their environment variable. */}}
{{- define "throughline.ownConfig" -}}
{{- $config := dict -}}
{{- if eq .name "notification-service" -}}{{- $config = include "throughline.mailConfig" . | fromJson -}}
{{- else if eq .name "document-service" -}}{{- $config = include "throughline.documentsConfig" . | fromJson -}}
{{- else if eq .name "status-projection" -}}{{- $config = include "throughline.consoleConfig" . | fromJson -}}
{{- end -}}
{{- mustToJson $config -}}
{{- end -}}

{{- define "throughline.mailConfig" -}}
{{- $mail := .root.Values.mail -}}
{{- $config := dict -}}
{{- $_ := set $config "QUARKUS_MAILER_HOST" (required (printf "mail.host: name the SMTP server that %s sends through, or set services.%s.enabled=false" .name .name) $mail.host) -}}
{{- $_ := set $config "QUARKUS_MAILER_PORT" ($mail.port | int | toString) -}}
{{- $_ := set $config "QUARKUS_MAILER_TLS" (eq $mail.encryption "tls" | toString) -}}
{{- $_ := set $config "QUARKUS_MAILER_START_TLS" (ternary "required" "disabled" (eq $mail.encryption "starttls")) -}}
{{- with $mail.ownHostName }}{{ $_ := set $config "QUARKUS_MAILER_OWN_HOST_NAME" . }}{{ end -}}
{{- $_ := set $config "THROUGHLINE_MAIL_FROM" (required (printf "mail.from: give the address that mails of %s come from, or set services.%s.enabled=false" .name .name) $mail.from) -}}
{{- with $mail.domain }}{{ $_ := set $config "THROUGHLINE_MAIL_DOMAIN" . }}{{ end -}}
{{- $senders := dict "THROUGHLINE_MAIL" $mail -}}
{{- range $tenant, $sender := $mail.tenants -}}
{{- $_ := set $senders (printf "THROUGHLINE_MAIL_TENANTS_%s" (upper $tenant)) $sender -}}
{{- end -}}
{{- range $prefix, $sender := $senders -}}
{{- range $key, $suffix := dict "from" "FROM" "brand" "BRAND" "replyTo" "REPLY_TO" "zone" "ZONE" -}}
{{- with get $sender $key }}{{ $_ := set $config (printf "%s_%s" $prefix $suffix) . }}{{ end -}}
{{- end -}}
{{- end -}}
{{- mustToJson $config -}}
{{- end -}}

{{- define "throughline.documentsConfig" -}}
{{- $url := required (printf "documents.publicUrl: give the URL under which %s is reached from outside, for links in mails begin with it, or set services.%s.enabled=false" .name .name) .root.Values.documents.publicUrl -}}
{{- mustToJson (dict "THROUGHLINE_DOCUMENT_PUBLIC_URL" $url) -}}
{{- end -}}

{{/* The services that the console asks, by the word that its settings have for them. */}}
{{- define "throughline.consoleServices" -}}
{{- mustToJson (dict "BOOKING" "booking-service" "NOTIFICATION" "notification-service" "DOCUMENT" "document-service") -}}
{{- end -}}

{{/*
The URLs are those of the release's own Services, unless `config` has others. A service that the release does not have
is not found under its name, and the console says that it is away.
*/}}
{{- define "throughline.consoleConfig" -}}
{{- $scope := . -}}
{{- $config := dict -}}
{{- range $word, $name := include "throughline.consoleServices" . | fromJson -}}
{{- $url := printf "http://%s:8080" (include "throughline.name" (dict "root" $scope.root "name" $name "role" "api")) -}}
{{- $variable := printf "THROUGHLINE_CONSOLE_SERVICES_%s_URL" $word -}}
{{- $_ := set $config $variable (get $scope.service.config $variable | default $url) -}}
{{- end -}}
{{- with .root.Values.console.traceUrl }}{{ $_ := set $config "THROUGHLINE_CONSOLE_TRACE_URL" . }}{{ end -}}
{{- mustToJson $config -}}
{{- end -}}

{{/* Environment variables that only pods of the scope's role may have or can use, secrets above all; maybe none. */}}
{{- define "throughline.ownEnv" -}}
{{- $values := .root.Values -}}
{{- if eq .name "document-service" -}}
{{- with $values.documents.links }}
{{- if .existingSecret }}
{{- include "throughline.secretEnv" (dict "name" "THROUGHLINE_DOCUMENT_LINKS_KEYS" "secret" .existingSecret "key" .key) }}
{{- end }}
{{- end }}
{{- else if and (eq .name "notification-service") (eq .role "worker") -}}
{{- with $values.mail }}
{{- if .existingSecret }}
{{- include "throughline.secretEnv" (dict "name" "QUARKUS_MAILER_USERNAME" "secret" .existingSecret "key" .usernameKey) }}
{{ include "throughline.secretEnv" (dict "name" "QUARKUS_MAILER_PASSWORD" "secret" .existingSecret "key" .passwordKey) }}
{{- end }}
{{- end }}
{{- else if and (eq .name "status-projection") (eq .role "api") -}}
{{- if $values.console.signIn.enabled -}}
{{- include "throughline.signInEnv" . }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "throughline.signInEnv" -}}
{{- $signIn := .root.Values.console.signIn -}}
{{- $secret := required "console.signIn.existingSecret: name the Secret with the console's client secret; without one each pod would make up a key of its own for the sessions" $signIn.existingSecret -}}
{{- $issuer := $signIn.issuer | default .root.Values.identity.issuer -}}
{{- if not (regexMatch "^https?://" $issuer) -}}
{{- fail "console.signIn.issuer: give the URL of the OpenID Connect provider, for identity.issuer is none" -}}
{{- end -}}
- name: QUARKUS_OIDC_CONSOLE_TENANT_ENABLED
  value: "true"
- name: QUARKUS_OIDC_CONSOLE_AUTH_SERVER_URL
  value: {{ $issuer | quote }}
- name: QUARKUS_OIDC_CONSOLE_CLIENT_ID
  value: {{ required "console.signIn.clientId: name the console's client at the OpenID Connect provider" $signIn.clientId | quote }}
# TLS ends at the ingress, and the way back from the provider leads there.
- name: QUARKUS_OIDC_CONSOLE_AUTHENTICATION_FORCE_REDIRECT_HTTPS_SCHEME
  value: "true"
{{ include "throughline.secretEnv" (dict "name" "QUARKUS_OIDC_CONSOLE_CREDENTIALS_SECRET" "secret" $secret "key" $signIn.clientSecretKey) }}
{{- end -}}

{{/* The Secret of the service alone, if it has one. */}}
{{- define "throughline.ownSecret" -}}
{{- $values := .root.Values -}}
{{- if eq .name "document-service" -}}{{ $values.documents.links.existingSecret }}
{{- else if eq .name "notification-service" -}}{{ $values.mail.existingSecret }}
{{- else if and (eq .name "status-projection") $values.console.signIn.enabled -}}{{ $values.console.signIn.existingSecret }}
{{- end -}}
{{- end -}}

{{/*
NetworkPolicyPeers of the api pods that the console asks, as JSON: those of the release's own services. The scope has
the enabled `services` too.
*/}}
{{- define "throughline.consolePeers" -}}
{{- $scope := . -}}
{{- $peers := list -}}
{{- range $name := include "throughline.consoleServices" . | fromJson | values | sortAlpha -}}
{{- if dig $name "roles" "api" "enabled" false $scope.services -}}
{{- $peers = append $peers (include "throughline.apiPeer" (dict "root" $scope.root "name" $name) | fromJson) -}}
{{- end -}}
{{- end -}}
{{- mustToJson $peers -}}
{{- end -}}

{{- define "throughline.apiPeer" -}}
{{- $labels := include "throughline.selectorLabels" (dict "root" .root "name" .name "role" "api") | fromYaml -}}
{{- mustToJson (dict "podSelector" (dict "matchLabels" $labels)) -}}
{{- end -}}

{{/* Whether pods of the scope's role are asked by the console of this release: "true" or nothing. */}}
{{- define "throughline.askedByConsole" -}}
{{- if and (eq .role "api") (has .name (include "throughline.consoleServices" . | fromJson | values)) (dig "status-projection" "roles" "api" "enabled" false .services) }}true{{ end -}}
{{- end -}}

{{/* NetworkPolicyEgressRules of the scope's role alone; maybe none. */}}
{{- define "throughline.ownEgress" -}}
{{- if and (eq .name "notification-service") (eq .role "worker") -}}
{{- include "throughline.egress" (dict "port" (.root.Values.mail.port | int) "peers" .root.Values.networkPolicy.egress.mail) }}
{{- else if and (eq .name "status-projection") (eq .role "api") -}}
{{- with include "throughline.consolePeers" . | fromJsonArray }}
{{- include "throughline.egress" (dict "port" 8080 "peers" .) }}
{{- end }}
{{- end -}}
{{- end -}}
