package dev.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The Helm chart, rendered by Helm itself, against Kubernetes' description of its API. */
class ChartTest {

  private static final Path CHART = Path.of("../deploy/helm/tributary");
  private static final Path PLAIN = Path.of("../deploy/kubernetes/tributary.yaml");

  private static final String EVERYTHING =
      """
      image: {digest: "sha256:0123", pullPolicy: Always}
      imagePullSecrets: [{name: registry}]
      config:
        supergraph: {file: supergraph.graphql}
        quotas: {mode: measure, standardTier: s, anonymousTier: s, tiers: {s: {limits: []}}}
      secrets: [{name: one}, {name: two, optional: true}]
      env: [{name: A, valueFrom: {secretKeyRef: {name: one, key: a}}}]
      java: {maxRamPercentage: 50, options: "-Xlog:gc"}
      service: {type: LoadBalancer, port: 8080, annotations: {a: b}}
      serviceMonitor: {enabled: true, labels: {release: p}, tokenSecret: {name: one, key: token}}
      shutdown: {noticeSeconds: 7, drainSeconds: 50}
      autoscaling: {enabled: true, costPerSecond: 5000}
      networkPolicy:
        clients: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress}}}]
        metrics: [{podSelector: {matchLabels: {app: prometheus}}}]
        egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: 443}]}]
      httpRoute: {enabled: true, parentRefs: [{name: public}], hostnames: [graph.example.com]}
      serviceAccount: {annotations: {a: b}}
      podAnnotations: {a: b}
      podLabels: {team: graph}
      nodeSelector: {kubernetes.io/arch: amd64}
      tolerations: [{key: dedicated, operator: Exists}]
      affinity: {nodeAffinity: {}}
      priorityClassName: high
      """;

  @TempDir private Path directory;

  private static String render(String name) {
    return new Helm(CHART).template().withName(name).call();
  }

  private String render(String name, String values) throws IOException {
    Path file = Files.writeString(directory.resolve("values.yaml"), values);
    return new Helm(CHART).template().withName(name).withValuesFile(file).call();
  }

  @Test
  void isAGoodChartToHelm() {
    LintResult result = new Helm(CHART).lint().strict().call();

    assertThat(result.isFailed()).as(String.join("\n", result.getMessages())).isFalse();
  }

  @Test
  void kubernetesKnowsAllThatIsInIt() throws IOException {
    List<Map<String, Object>> usual = Manifests.read(render("tributary"));
    List<Map<String, Object>> all = Manifests.read(render("shop", EVERYTHING));

    assertThat(usual)
        .extracting(one -> one.get("kind"))
        .containsExactlyInAnyOrder(
            "NetworkPolicy",
            "PodDisruptionBudget",
            "ServiceAccount",
            "ConfigMap",
            "Service",
            "Service",
            "Deployment");
    assertThat(all)
        .extracting(one -> one.get("kind"))
        .contains("HorizontalPodAutoscaler", "ServiceMonitor", "HTTPRoute");
    for (Map<String, Object> document : usual) {
      Manifests.check(document);
    }
    for (Map<String, Object> document : all) {
      Manifests.check(document);
    }
  }

  /** Else the test before this one would hold for anything. */
  @Test
  void whatKubernetesDoesNotKnowIsFound() {
    for (String wrong :
        List.of(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {replica: 1}",
            "apiVersion: policy/v1\nkind: PodDisruptionBudget\nspec: {maxUnavailabl: 1}",
            "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nspec: {rule: []}",
            "apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\n"
                + "spec: {endpoints: [{prt: a}], selector: {}}")) {
      assertThatThrownBy(() -> Manifests.check(Manifests.read(wrong).getFirst()))
          .as(wrong)
          .isInstanceOfAny(IllegalArgumentException.class, AssertionError.class);
    }
  }

  @Test
  void thePlainManifestsAreWhatTheChartMakes() throws IOException {
    String rendered =
        "# Made of the chart in deploy/helm with its values as they are: helm template tributary"
            + " deploy/helm/tributary\n"
            + render("tributary").replaceAll("(?m)^# Source: .*\n", "");
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(PLAIN, rendered);
    }

    assertThat(Files.readString(PLAIN)).isEqualTo(rendered);
  }

  @Test
  void theGatewayApiExampleIsKnownToo() throws IOException {
    List<Map<String, Object>> documents =
        Manifests.read(Files.readString(Path.of("../deploy/kubernetes/gateway-api.yaml")));

    assertThat(documents).hasSize(3);
    for (Map<String, Object> document : documents) {
      Manifests.check(document);
    }
  }

  @Test
  void aGatewayHasTheTimeToEndThatItTakes() throws IOException {
    Map<String, Object> pod = pod(render("shop", EVERYTHING));

    assertThat(pod.get("terminationGracePeriodSeconds")).isEqualTo(67);
    assertThat(configuration(render("shop", EVERYTHING))).contains("drain: 50s");
    assertThat(at(container(pod), "lifecycle", "preStop", "sleep", "seconds")).isEqualTo(7);
  }

  @Test
  void aGatewayHasNoRightsItDoesNotNeed() {
    Map<String, Object> pod = pod(render("tributary"));

    assertThat(pod.get("automountServiceAccountToken")).isEqualTo(false);
    assertThat(at(pod, "securityContext", "runAsNonRoot")).isEqualTo(true);
    assertThat(at(pod, "securityContext", "seccompProfile", "type")).isEqualTo("RuntimeDefault");
    assertThat(at(container(pod), "securityContext", "readOnlyRootFilesystem")).isEqualTo(true);
    assertThat(at(container(pod), "securityContext", "allowPrivilegeEscalation")).isEqualTo(false);
    assertThat(at(container(pod), "securityContext", "capabilities", "drop"))
        .isEqualTo(List.of("ALL"));
    assertThat(
            String.valueOf(at(pod, "securityContext", "runAsUser"))
                + ":"
                + at(pod, "securityContext", "runAsGroup"))
        .isEqualTo(GatewayImage.USER);
  }

  @Test
  void aChangedConfigurationStartsNewGatewaysUnlessTheyAreToTakeIt() throws IOException {
    String one = annotation(render("a", "config: {server: {path: /a}}"));
    String other = annotation(render("a", "config: {server: {path: /b}}"));
    String none = annotation(render("a", "rollOnChange: false"));

    assertThat(one).isNotEqualTo(other).isNotEqualTo("null");
    assertThat(none).isEqualTo("null");
  }

  private static String annotation(String rendered) {
    Object template =
        at(Manifests.only(Manifests.read(rendered), "Deployment"), "spec", "template");
    return String.valueOf(at(template, "metadata", "annotations", "tributary.dev/config"));
  }

  @Test
  void configurationsAreRightByTheirSchema() throws IOException {
    Schema schema;
    try (InputStream in =
        ChartTest.class.getResourceAsStream("/dev/tributary/gateway/tributary.schema.json")) {
      schema =
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
              .getSchema(new String(in.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON);
    }
    for (String configuration :
        List.of(
            configuration(render("tributary")),
            configuration(render("shop", EVERYTHING)),
            Files.readString(Path.of("../deploy/compose/tributary.yaml")))) {
      assertThat(schema.validate(configuration, InputFormat.YAML)).as(configuration).isEmpty();
    }
    assertThat(schema.validate("server: {prt: 1}", InputFormat.YAML)).isNotEmpty();
  }

  @Test
  void theOtherFilesAreWhole() throws IOException {
    Map<String, Object> compose =
        new Yaml().load(Files.readString(Path.of("../deploy/compose/docker-compose.yml")));
    @SuppressWarnings("unchecked")
    Map<String, Object> services =
        (Map<String, Object>) Objects.requireNonNull(compose.get("services"));
    assertThat(services).containsOnlyKeys("gateway", "postgres", "redis", "prometheus", "grafana");
    for (Object service : services.values()) {
      @SuppressWarnings("unchecked")
      List<String> volumes =
          (List<String>) ((Map<String, Object>) service).getOrDefault("volumes", List.of());
      for (String volume : volumes) {
        if (volume.startsWith(".")) {
          assertThat(Path.of("../deploy/compose").resolve(volume.substring(0, volume.indexOf(':'))))
              .exists();
        }
      }
    }
    assertThat(Files.readString(Path.of("../deploy/systemd/tributary.service")))
        .contains("DynamicUser=yes", "KillSignal=SIGTERM", "TimeoutStopSec=45");
  }

  private static Map<String, Object> pod(String rendered) {
    return map(
        at(Manifests.only(Manifests.read(rendered), "Deployment"), "spec", "template", "spec"));
  }

  private static Map<String, Object> container(Map<String, Object> pod) {
    return map(((List<?>) Objects.requireNonNull(pod.get("containers"))).getFirst());
  }

  private static String configuration(String rendered) {
    return String.valueOf(
        at(Manifests.only(Manifests.read(rendered), "ConfigMap"), "data", "tributary.yaml"));
  }

  private static @Nullable Object at(@Nullable Object from, String... path) {
    @Nullable Object value = from;
    for (String each : path) {
      value = value == null ? null : map(value).get(each);
    }
    return value;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(@Nullable Object value) {
    return (Map<String, Object>) Objects.requireNonNull(value);
  }
}
