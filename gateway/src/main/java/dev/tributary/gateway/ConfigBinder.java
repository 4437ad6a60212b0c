package dev.tributary.gateway;

import dev.tributary.gateway.AuthenticationConfig.ApiKeyConfig;
import dev.tributary.gateway.AuthenticationConfig.CertificateConfig;
import dev.tributary.gateway.AuthenticationConfig.IntrospectionConfig;
import dev.tributary.gateway.AuthenticationConfig.IssuerConfig;
import dev.tributary.gateway.AuthenticationConfig.JwtConfig;
import dev.tributary.gateway.AuthorizationConfig.DecisionPointConfig;
import dev.tributary.gateway.ConfigResult.ConfigProblem;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Fills configuration records from YAML nodes. Components that the file does not mention keep the
 * default instance's value; everything wrong is collected with its line.
 *
 * <p>Reflection over record components is what makes the records the single description of the
 * configuration: the reader, the JSON Schema and the reference page all follow from them.
 */
final class ConfigBinder {

  /** Where a nullable or repeated record starts from, since no default instance holds one. */
  static final Map<Class<?>, Record> STARTING_POINTS =
      Map.ofEntries(
          Map.entry(RegistryConfig.class, RegistryConfig.DEFAULTS),
          Map.entry(TelemetryConfig.TraceConfig.class, TelemetryConfig.TraceConfig.DEFAULTS),
          Map.entry(
              TelemetryConfig.ConsumptionConfig.class, TelemetryConfig.ConsumptionConfig.DEFAULTS),
          Map.entry(TelemetryConfig.DebugConfig.class, TelemetryConfig.DebugConfig.DEFAULTS),
          Map.entry(AdminConfig.class, AdminConfig.DEFAULTS),
          Map.entry(SupergraphConfig.FollowConfig.class, SupergraphConfig.FollowConfig.UNSET),
          Map.entry(RegistryConfig.PostgresConfig.class, RegistryConfig.PostgresConfig.UNSET),
          Map.entry(ServiceConfig.class, ServiceConfig.UNSET),
          Map.entry(ConcurrencyConfig.class, ConcurrencyConfig.DEFAULTS),
          Map.entry(ServiceConfig.CircuitConfig.class, ServiceConfig.CircuitConfig.DEFAULTS),
          Map.entry(
              ServiceConfig.SubscriptionsConfig.class, ServiceConfig.SubscriptionsConfig.DEFAULTS),
          Map.entry(ServiceConfig.CacheConfig.class, ServiceConfig.CacheConfig.DEFAULTS),
          Map.entry(EndpointsConfig.class, EndpointsConfig.DEFAULTS),
          Map.entry(EndpointsConfig.EndpointConfig.class, EndpointsConfig.EndpointConfig.UNSET),
          Map.entry(RouteConfig.class, RouteConfig.DEFAULTS),
          Map.entry(RouteConfig.DestinationConfig.class, RouteConfig.DestinationConfig.DEFAULTS),
          Map.entry(RouteConfig.WhenConfig.class, RouteConfig.WhenConfig.UNSET),
          Map.entry(RouteConfig.MirrorConfig.class, RouteConfig.MirrorConfig.DEFAULTS),
          Map.entry(BalancingConfig.class, BalancingConfig.DEFAULTS),
          Map.entry(BalancingConfig.InstanceConfig.class, BalancingConfig.InstanceConfig.UNSET),
          Map.entry(BalancingConfig.LookupConfig.class, BalancingConfig.LookupConfig.UNSET),
          Map.entry(BalancingConfig.EjectionConfig.class, BalancingConfig.EjectionConfig.DEFAULTS),
          Map.entry(BalancingConfig.CheckConfig.class, BalancingConfig.CheckConfig.UNSET),
          Map.entry(ServiceConfig.CredentialsConfig.class, ServiceConfig.CredentialsConfig.UNSET),
          Map.entry(ServiceConfig.KeyConfig.class, ServiceConfig.KeyConfig.UNSET),
          Map.entry(ServiceConfig.BasicConfig.class, ServiceConfig.BasicConfig.UNSET),
          Map.entry(ServiceConfig.OAuthConfig.class, ServiceConfig.OAuthConfig.UNSET),
          Map.entry(
              ServiceConfig.RequestHeaderConfig.class, ServiceConfig.RequestHeaderConfig.UNSET),
          Map.entry(ServiceConfig.AnswerHeaderConfig.class, ServiceConfig.AnswerHeaderConfig.UNSET),
          Map.entry(CallIdentityConfig.TokenConfig.class, CallIdentityConfig.TokenConfig.DEFAULTS),
          Map.entry(
              CallIdentityConfig.SignatureConfig.class,
              CallIdentityConfig.SignatureConfig.DEFAULTS),
          Map.entry(
              CallIdentityConfig.ServiceTlsConfig.class,
              CallIdentityConfig.ServiceTlsConfig.DEFAULTS),
          Map.entry(ApiKeyConfig.class, ApiKeyConfig.DEFAULTS),
          Map.entry(DecisionPointConfig.class, DecisionPointConfig.DEFAULTS),
          Map.entry(JwtConfig.class, JwtConfig.DEFAULTS),
          Map.entry(TlsConfig.class, TlsConfig.DEFAULTS),
          Map.entry(CertificateConfig.class, CertificateConfig.DEFAULTS),
          Map.entry(IntrospectionConfig.class, IntrospectionConfig.DEFAULTS),
          Map.entry(IssuerConfig.class, IssuerConfig.DEFAULTS),
          Map.entry(QuotaConfig.RedisConfig.class, QuotaConfig.RedisConfig.DEFAULTS),
          Map.entry(SharedDocumentsConfig.class, SharedDocumentsConfig.DEFAULTS),
          Map.entry(AnswerCacheConfig.class, AnswerCacheConfig.DEFAULTS),
          Map.entry(
              AnswerCacheConfig.RedisCacheConfig.class,
              AnswerCacheConfig.RedisCacheConfig.DEFAULTS),
          Map.entry(QuotaConfig.TierConfig.class, QuotaConfig.TierConfig.DEFAULTS),
          Map.entry(QuotaConfig.LimitConfig.class, QuotaConfig.LimitConfig.DEFAULTS));

  private final Substitution substitution;
  private final List<ConfigProblem> problems;
  private final Map<String, Integer> lines = new HashMap<>();

  ConfigBinder(Substitution substitution, List<ConfigProblem> problems) {
    this.substitution = substitution;
    this.problems = problems;
  }

  /** Null when the root could not be built at all; problems say why. */
  @Nullable GatewayConfig bind(Node root, GatewayConfig defaults) {
    return (GatewayConfig) bindRecord(root, "", defaults);
  }

  /** The line on which a mapping of settings begins; 1 when the file does not have it. */
  int line(String path) {
    return lines.getOrDefault(path, 1);
  }

  private @Nullable Record bindRecord(Node node, String path, Record defaults) {
    lines.put(path, node.getStartMark().getLine() + 1);
    if (!(node instanceof MappingNode mapping)) {
      problem(node, path, "must be a mapping of settings");
      return null;
    }
    RecordComponent[] components = defaults.getClass().getRecordComponents();
    Map<String, RecordComponent> byName = new HashMap<>();
    for (RecordComponent component : components) {
      byName.put(component.getName(), component);
    }
    Map<String, @Nullable Object> given = new HashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String name = tuple.getKeyNode() instanceof ScalarNode key ? key.getValue() : "?";
      String at = path.isEmpty() ? name : path + "." + name;
      RecordComponent component = byName.get(name);
      if (component == null) {
        problem(tuple.getKeyNode(), at, "unknown setting" + suggestion(name, byName.keySet()));
      } else if (given.containsKey(name)) {
        problem(tuple.getKeyNode(), at, "is given twice");
      } else if (!isNull(tuple.getValueNode())) {
        Object value =
            bindValue(
                tuple.getValueNode(),
                at,
                component.getGenericType(),
                component.getAnnotation(Setting.class),
                valueOf(component, defaults));
        if (value != null) {
          given.put(name, value);
        }
      }
    }
    Object[] arguments = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      arguments[i] =
          given.containsKey(components[i].getName())
              ? given.get(components[i].getName())
              : valueOf(components[i], defaults);
    }
    try {
      var constructor = defaults.getClass().getDeclaredConstructor(types);
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      problem(node, path, String.valueOf(cause.getMessage()));
      return null;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("not a configuration record: " + defaults.getClass(), e);
    }
  }

  private @Nullable Object bindValue(
      Node node, String path, Type type, @Nullable Setting setting, @Nullable Object current) {
    if (type instanceof ParameterizedType generic) {
      Type argument = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
      return generic.getRawType() == List.class
          ? bindList(node, path, argument)
          : bindMap(node, path, argument);
    }
    Class<?> kind = (Class<?>) type;
    if (kind.isRecord() && kind != DataSize.class) {
      Record start = current != null ? (Record) current : STARTING_POINTS.get(kind);
      if (start == null) {
        throw new IllegalStateException("no starting point for " + kind);
      }
      return bindRecord(node, path, start);
    }
    if (!(node instanceof ScalarNode scalar)) {
      problem(node, path, "must be a single value");
      return null;
    }
    try {
      return scalar(substitution.apply(scalar.getValue()), kind, setting);
    } catch (IllegalArgumentException e) {
      problem(node, path, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static Object scalar(String text, Class<?> kind, @Nullable Setting setting) {
    if (kind == String.class) {
      return text;
    } else if (kind == boolean.class || kind == Boolean.class) {
      return switch (text) {
        case "true" -> true;
        case "false" -> false;
        default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
      };
    } else if (kind == int.class || kind == Integer.class) {
      return number(text, setting);
    } else if (kind == Duration.class) {
      return Durations.parse(text);
    } else if (kind == DataSize.class) {
      return DataSize.parse(text);
    } else if (kind.isEnum()) {
      return constant(text, kind);
    }
    throw new IllegalStateException("no form for " + kind);
  }

  private static Object constant(String text, Class<?> kind) {
    for (Object constant : kind.getEnumConstants()) {
      if (constant.toString().equals(text)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        "'"
            + text
            + "' is none of "
            + Arrays.stream(kind.getEnumConstants())
                .map(Object::toString)
                .collect(Collectors.joining(", ")));
  }

  private static int number(String text, @Nullable Setting setting) {
    long least = setting == null ? 0 : setting.min();
    long greatest =
        setting == null ? Integer.MAX_VALUE : Math.min(Integer.MAX_VALUE, setting.max());
    long number;
    try {
      number = Long.parseLong(text.replace("_", ""));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is not a whole number", e);
    }
    if (number < least || number > greatest) {
      throw new IllegalArgumentException(
          text + " is out of range; it must be from " + least + " to " + greatest);
    }
    return (int) number;
  }

  private List<Object> bindList(Node node, String path, Type element) {
    List<Object> values = new ArrayList<>();
    if (!(node instanceof SequenceNode sequence)) {
      problem(node, path, "must be a list");
      return values;
    }
    int index = 0;
    for (Node item : sequence.getValue()) {
      Object value = bindValue(item, path + "[" + index++ + "]", element, null, null);
      if (value != null) {
        values.add(value);
      }
    }
    return List.copyOf(values);
  }

  private SortedMap<String, Object> bindMap(Node node, String path, Type element) {
    SortedMap<String, Object> values = new TreeMap<>();
    if (!(node instanceof MappingNode mapping)) {
      problem(node, path, "must be a mapping");
      return values;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
      String at = path + "." + key;
      if (values.containsKey(key)) {
        problem(tuple.getKeyNode(), at, "is given twice");
      } else if (!isNull(tuple.getValueNode())) {
        Object value = bindValue(tuple.getValueNode(), at, element, null, null);
        if (value != null) {
          values.put(key, value);
        }
      }
    }
    return values;
  }

  private static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  private static @Nullable Object valueOf(RecordComponent component, Record instance) {
    try {
      return component.getAccessor().invoke(instance);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("not a configuration record: " + instance.getClass(), e);
    }
  }

  private void problem(Node node, String path, String message) {
    problems.add(new ConfigProblem(node.getStartMark().getLine() + 1, path, message));
  }

  private static String suggestion(String name, Iterable<String> known) {
    String nearest = null;
    int distance = Math.max(2, name.length() / 3) + 1;
    for (String candidate : known) {
      int d = editDistance(name, candidate);
      if (d < distance || (d == distance && nearest != null && candidate.compareTo(nearest) < 0)) {
        distance = d;
        nearest = candidate;
      }
    }
    return nearest == null ? "" : "; did you mean '" + nearest + "'?";
  }

  private static int editDistance(String a, String b) {
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], above) + 1, diagonal + change);
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
