package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tributary.gateway.ConfigResult.ConfigProblem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigReaderTest {

  @TempDir private Path directory;
  private final Map<String, String> environment = new HashMap<>();

  private ConfigResult read(String yaml) {
    return new ConfigReader(new Substitution(environment::get, directory)).read(yaml);
  }

  private GatewayConfig valid(String yaml) {
    assertThat(read(yaml)).isInstanceOf(ConfigResult.Valid.class);
    return ((ConfigResult.Valid) read(yaml)).config();
  }

  private List<String> problems(String yaml) {
    assertThat(read(yaml)).isInstanceOf(ConfigResult.Invalid.class);
    return ((ConfigResult.Invalid) read(yaml))
        .problems().stream().map(ConfigProblem::toString).toList();
  }

  @Test
  void productionStartsWithoutIntrospectionAndGraphiqlUnlessTheyAreSwitchedOn() {
    ConfigReader reader = new ConfigReader(new Substitution(name -> null, Path.of("")));

    GatewayConfig plain = ((ConfigResult.Valid) reader.read("server: {production: true}")).config();
    assertThat(plain.server().graphiql()).isFalse();
    assertThat(plain.operations().introspection()).isFalse();
    assertThat(plain.operations().maxTokens()).isEqualTo(OperationConfig.DEFAULTS.maxTokens());
    GatewayConfig open =
        ((ConfigResult.Valid)
                reader.read("{server: {production: true}, operations: {introspection: true}}"))
            .config();
    assertThat(open.operations().introspection()).isTrue();
    assertThat(open.server().graphiql()).isFalse();
  }

  @Test
  void anEmptyFileMeansTheDefaults() {
    assertThat(valid("")).isEqualTo(GatewayConfig.DEFAULTS);
    assertThat(valid("# nothing\n")).isEqualTo(GatewayConfig.DEFAULTS);
  }

  @Test
  void whatTheFileSaysReplacesTheDefaultAndNothingElse() {
    GatewayConfig config =
        valid(
            """
            server:
              port: 8080
              maxBody: 1MB
              corsOrigins: ["https://shop.example"]
            supergraph:
              file: supergraph.graphql
            """);
    assertThat(config.server().port()).isEqualTo(8080);
    assertThat(config.server().maxBody()).isEqualTo(DataSize.ofMegabytes(1));
    assertThat(config.server().corsOrigins()).containsExactly("https://shop.example");
    assertThat(config.server().timeout()).isEqualTo(ServerConfig.DEFAULTS.timeout());
    assertThat(config.supergraph().file()).isEqualTo("supergraph.graphql");
  }

  @Test
  void aServiceInheritsWhatItDoesNotSay() {
    GatewayConfig config =
        valid(
            """
            serviceDefaults:
              timeout: 4s
            services:
              reviews:
                timeout: 250ms
              products:
                http2: true
            """);
    assertThat(config.service("reviews").timeout()).isEqualTo(Duration.ofMillis(250));
    assertThat(config.service("products").timeout()).isEqualTo(Duration.ofSeconds(4));
    assertThat(config.service("products").http2()).isTrue();
    assertThat(config.service("anything else").timeout()).isEqualTo(Duration.ofSeconds(4));
    assertThat(config.service("reviews").maxResponse())
        .isEqualTo(ServiceConfig.DEFAULTS.maxResponse());
  }

  @Test
  void variablesAndFilesAreSubstituted() throws Exception {
    environment.put("PORT", "9000");
    Files.writeString(directory.resolve("token"), "s3cret\n");
    GatewayConfig config =
        valid(
            """
            server:
              port: ${env.PORT}
              host: ${env.HOST:-0.0.0.0}
            supergraph:
              registry:
                url: http://${env.REGISTRY:-registry}:4001
                graph: shop
                token: ${file.token}
            """);
    assertThat(config.server().port()).isEqualTo(9000);
    assertThat(config.server().host()).isEqualTo("0.0.0.0");
    assertThat(config.supergraph().registry())
        .isEqualTo(
            new SupergraphConfig.FollowConfig(
                "http://registry:4001", "shop", "s3cret", "tributary-cache", ""));
  }

  @Test
  void everyProblemIsReportedAtOnceWithItsLine() {
    assertThat(
            problems(
                """
                server:
                  prot: 4000
                  timeout: soon
                  graphiql: yes please
                services:
                  reviews:
                    connections: 0
                    url: ${env.REVIEWS_URL}
                operation: {}
                """))
        .containsExactly(
            "line 2: server.prot: unknown setting; did you mean 'port'?",
            "line 3: server.timeout: 'soon' is not a duration; write for example 500ms, 10s, 2m or"
                + " 1d",
            "line 4: server.graphiql: 'yes please' is neither true nor false",
            "line 7: services.reviews.connections: 0 is out of range; it must be from 1 to 10000",
            "line 8: services.reviews.url: environment variable REVIEWS_URL is not set; set it, or"
                + " write ${env.REVIEWS_URL:-default}",
            "line 9: operation: unknown setting; did you mean 'operations'?");
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        arguments("server: [", "line 1: not valid YAML"),
        arguments("- a", "line 1: must be a mapping of settings"),
        arguments("server: 4", "line 1: server: must be a mapping of settings"),
        arguments("server: {port: [1]}", "line 1: server.port: must be a single value"),
        arguments("server: {port: 70000}", "server.port: 70000 is out of range"),
        arguments("server: {port: x}", "server.port: 'x' is not a whole number"),
        arguments("server: {port: 1, port: 2}", "server.port: is given twice"),
        arguments("server: {maxBody: big}", "server.maxBody: 'big' is not a size"),
        arguments("server: {corsOrigins: a}", "server.corsOrigins: must be a list"),
        arguments("services: [a]", "services: must be a mapping"),
        arguments("server: {path: graphql}", "server: 'path' must begin with /"),
        arguments("supergraph: {file: a, registry: {url: b}}", "supergraph: 'file' and 'registry'"),
        arguments(
            "{supergraph: {file: a}, registry: {data: b}}", "'supergraph' and 'registry' both"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsExplained(String yaml, String explanation) {
    assertThat(problems(yaml)).singleElement().asString().contains(explanation);
  }

  @Test
  void everyPolicyThatIsWrongIsTold() {
    assertThat(
            problems(
                """
                server: {port: 0}
                authorization:
                  policies:
                    hr: claims.department == 'hr'
                    typo: claim.department == 'hr'
                    text: client
                """))
        .singleElement()
        .asString()
        .startsWith("line 3: authorization: ")
        .contains("policy 'text'", "policy 'typo'", "undeclared reference to 'claim'")
        .doesNotContain("policy 'hr'");
  }

  @Test
  void sizesAreReadAndPrinted() {
    assertThat(DataSize.parse("64KB")).hasToString("64KB").isEqualTo(new DataSize(65_536));
    assertThat(DataSize.parse("2 MiB")).hasToString("2MB");
    assertThat(DataSize.parse("100")).hasToString("100B");
  }
}
