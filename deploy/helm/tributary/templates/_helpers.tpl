{{- define "tributary.name" -}}
{{- if contains "tributary" .Release.Name }}{{ .Release.Name | trunc 53 | trimSuffix "-" }}{{ else }}{{ printf "%s-tributary" .Release.Name | trunc 53 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "tributary.selector" -}}
app.kubernetes.io/name: tributary
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{- define "tributary.labels" -}}
{{ include "tributary.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "tributary.serviceAccount" -}}
{{ .Values.serviceAccount.name | default (include "tributary.name" .) }}
{{- end }}

{{- define "tributary.image" -}}
{{- if .Values.image.digest }}{{ .Values.image.repository }}@{{ .Values.image.digest }}{{ else }}{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{ end }}
{{- end }}

{{/* The configuration with what the chart itself decides. */}}
{{- define "tributary.config" -}}
{{- $own := dict "server" (dict "host" "0.0.0.0" "port" 4000 "drain" (printf "%ds" (int .Values.shutdown.drainSeconds))) "admin" (dict "host" "0.0.0.0" "port" 9400) -}}
{{- toYaml (mergeOverwrite (deepCopy .Values.config) $own) }}
{{- end }}
