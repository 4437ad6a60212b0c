package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/**
 * The shipped JSON Schema and the reference page are what the records say. {@code
 * -Dgolden.update=true} rewrites both.
 */
class ConfigSchemaTest {

  private static final Path SCHEMA =
      Path.of("src/main/resources/dev/tributary/gateway/tributary.schema.json");
  private static final Path REFERENCE = Path.of("../docs/configuration.md");

  private static final String AT_START = " *(at the start)*";

  @Test
  void theShippedSchemaIsGeneratedFromTheRecords() throws IOException {
    assertSame(SCHEMA, schema());
  }

  @Test
  void theReferencePageIsGeneratedFromTheRecords() throws IOException {
    assertSame(REFERENCE, reference());
  }

  private static void assertSame(Path file, String expected) throws IOException {
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, expected);
    }
    assertThat(Files.readString(file)).isEqualTo(expected);
  }

  private static String schema() {
    SchemaGeneratorConfigBuilder builder =
        new SchemaGeneratorConfigBuilder(SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
            .with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT)
            .with(Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES)
            .with(Option.INLINE_ALL_SCHEMAS);
    builder
        .forTypesInGeneral()
        .withCustomDefinitionProvider(
            (type, context) -> {
              ObjectNode node = context.getGeneratorConfig().createObjectNode();
              return switch (form(type.getErasedType())) {
                case null -> null;
                case Form(String json, String pattern) -> {
                  // Any scalar may also come from the environment, which YAML writes as a string.
                  if (!json.equals("string")) {
                    node.putArray("type").add(json).add("string");
                  } else {
                    node.put("type", json);
                  }
                  node.put("pattern", pattern + "^\\$\\{(env|file)\\.");
                  yield new CustomDefinition(node);
                }
              };
            });
    builder
        .forFields()
        .withDescriptionResolver(
            field -> {
              Setting setting = setting(field);
              return setting == null
                  ? null
                  : setting.value() + (setting.atStart().isEmpty() ? "" : " (at the start)");
            })
        .withInstanceAttributeOverride(
            (node, field, context) -> {
              Setting setting = setting(field);
              Class<?> raw = field.getType().getErasedType();
              if (setting != null && (raw == int.class || raw == Integer.class)) {
                node.put("minimum", setting.min());
                if (setting.max() != Long.MAX_VALUE) {
                  node.put("maximum", setting.max());
                }
              }
            });
    ObjectNode schema =
        (ObjectNode) new SchemaGenerator(builder.build()).generateSchema(GatewayConfig.class);
    schema.put("title", "tributary.yaml");
    return schema.toPrettyString() + "\n";
  }

  private record Form(String json, String pattern) {}

  private static @Nullable Form form(Class<?> type) {
    if (type == Duration.class) {
      return new Form("string", "^\\d+\\s*(ms|s|m|h|d)$|");
    } else if (type == DataSize.class) {
      return new Form("string", "^\\d+\\s*([KMGkmg]i?)?[Bb]?$|");
    } else if (type == int.class || type == Integer.class) {
      return new Form("integer", "");
    } else if (type == boolean.class || type == Boolean.class) {
      return new Form("boolean", "");
    }
    return null;
  }

  private static @Nullable Setting setting(FieldScope field) {
    return field.getAnnotationConsideringFieldAndGetter(Setting.class);
  }

  private static String reference() {
    StringBuilder out =
        new StringBuilder(
            """
            # Configuration

            `tributary gateway --config tributary.yaml` reads one YAML file. Every setting has a default;
            unknown ones are errors. `${env.NAME}`, `${env.NAME:-default}` and `${file.PATH}` work in every
            value. Durations are written `500ms`, `10s`, `2m`; sizes `64KB`, `2MB`, `1GB`. An editor that knows
            JSON Schema helps along with the output of `tributary config schema`; `tributary config check`
            reports every problem of a file at once.

            A change of the file holds within seconds, while the gateway serves and without a request being
            dropped, but for the settings that say *at the start*: these wait for the next start, and the log
            names them. [What a change does](hot-changes.md) has the rest.

            This page is generated from the configuration's records.

            | setting | default | what it does |
            |---|---|---|
            """);
    rows(out, "", "", GatewayConfig.DEFAULTS);
    return out.toString();
  }

  /**
   * @param above why none of these can change before the next start; empty for no such reason
   */
  private static void rows(StringBuilder out, String prefix, String above, Record defaults) {
    for (RecordComponent component : defaults.getClass().getRecordComponents()) {
      Object value;
      try {
        value = component.getAccessor().invoke(defaults);
      } catch (ReflectiveOperationException e) {
        throw new LinkageError(e.getMessage(), e);
      }
      String name = prefix + component.getName();
      Setting setting = component.getAnnotation(Setting.class);
      String why = setting == null || !above.isEmpty() ? above : setting.atStart();
      String text = (setting == null ? "" : setting.value()) + (why.isEmpty() ? "" : AT_START);
      boolean record = component.getType().isRecord() && component.getType() != DataSize.class;
      out.append("| `%s` | %s | %s |\n".formatted(name, record ? "" : shown(value), text));
      if (name.equals("services")) {
        out.append("| `services.NAME.*` | | The same settings as `serviceDefaults.*`. |\n");
      }
      if (component.getGenericType() instanceof ParameterizedType list
          && list.getRawType() == List.class
          && ConfigBinder.STARTING_POINTS.get(list.getActualTypeArguments()[0])
              instanceof Record r) {
        rows(out, name + "[].", why, r);
      }
      if (component.getGenericType() instanceof ParameterizedType map
          && map.getRawType() == SortedMap.class
          && !name.equals("services")
          && ConfigBinder.STARTING_POINTS.get(map.getActualTypeArguments()[1])
              instanceof Record r) {
        rows(out, name + ".NAME.", why, r);
      }
      if (record) {
        rows(
            out,
            name + ".",
            why,
            value == null
                ? Objects.requireNonNull(ConfigBinder.STARTING_POINTS.get(component.getType()))
                : (Record) value);
      }
    }
  }

  private static String shown(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case Duration duration -> "`" + Durations.print(duration) + "`";
      case java.util.Collection<?> list -> list.isEmpty() ? "" : "`" + list + "`";
      case Map<?, ?> map -> map.isEmpty() ? "" : "`" + map + "`";
      default -> "`" + value + "`";
    };
  }
}
