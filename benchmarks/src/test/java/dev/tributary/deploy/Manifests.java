package dev.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.gson.Gson;
import com.google.gson.JsonElement;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Manifests, and what Kubernetes' own description of its API says of them: each must have all that
 * is required and nothing that is not known, of the right types, all the way down.
 */
final class Manifests {

  private static final Gson GSON = new Gson();
  private static final ObjectMapper JSON = new ObjectMapper();

  private Manifests() {}

  /** The documents of a file. */
  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> read(String yaml) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    List<Map<String, Object>> documents = new ArrayList<>();
    for (Object document : new Yaml(new SafeConstructor(options)).loadAll(yaml)) {
      if (document != null) {
        documents.add((Map<String, Object>) document);
      }
    }
    return documents;
  }

  static Map<String, Object> only(List<Map<String, Object>> documents, String kind) {
    List<Map<String, Object>> found =
        documents.stream().filter(one -> kind.equals(one.get("kind"))).toList();
    assertThat(found).as(kind).hasSize(1);
    return found.getFirst();
  }

  /** Fails unless Kubernetes would take it. */
  static void check(Map<String, Object> document) throws IOException {
    String kind = document.get("apiVersion") + " " + document.get("kind");
    JsonElement json = GSON.toJsonTree(document);
    switch (kind) {
      case "v1 ConfigMap" -> V1ConfigMap.validateJsonElement(json);
      case "v1 Service" -> V1Service.validateJsonElement(json);
      case "v1 ServiceAccount" -> V1ServiceAccount.validateJsonElement(json);
      case "apps/v1 Deployment" -> V1Deployment.validateJsonElement(json);
      case "autoscaling/v2 HorizontalPodAutoscaler" ->
          V2HorizontalPodAutoscaler.validateJsonElement(json);
      case "policy/v1 PodDisruptionBudget" -> V1PodDisruptionBudget.validateJsonElement(json);
      case "networking.k8s.io/v1 NetworkPolicy" -> V1NetworkPolicy.validateJsonElement(json);
      case "gateway.networking.k8s.io/v1 HTTPRoute" -> known(json, HTTPRoute.class);
      case "gateway.networking.k8s.io/v1 Gateway" -> known(json, Gateway.class);
      case "monitoring.coreos.com/v1 ServiceMonitor" -> known(json, ServiceMonitor.class);
      default -> throw new AssertionError("nobody knows what a " + kind + " is like");
    }
  }

  /** These models keep what they do not know: so it shows in what they are written as. */
  private static void known(JsonElement json, Class<?> type) throws IOException {
    Object model = JSON.readValue(GSON.toJson(json), type);
    assertNothingUnknown(type.getSimpleName(), model, 0);
  }

  private static void assertNothingUnknown(String path, Object model, int depth)
      throws IOException {
    if (model == null || depth > 20 || !model.getClass().getName().startsWith("io.fabric8.")) {
      return;
    }
    for (var method : model.getClass().getMethods()) {
      if (method.getParameterCount() != 0
          || !method.getName().startsWith("get")
          || method.getName().equals("getClass")) {
        continue;
      }
      Object value;
      try {
        value = method.invoke(model);
      } catch (ReflectiveOperationException e) {
        throw new IOException(e);
      }
      if (method.getName().equals("getAdditionalProperties")) {
        assertThat((Map<?, ?>) value).as("unknown in " + path).isNullOrEmpty();
      } else if (value instanceof List<?> list) {
        for (Object each : list) {
          assertNothingUnknown(path + "." + method.getName(), each, depth + 1);
        }
      } else {
        assertNothingUnknown(path + "." + method.getName(), value, depth + 1);
      }
    }
  }
}
