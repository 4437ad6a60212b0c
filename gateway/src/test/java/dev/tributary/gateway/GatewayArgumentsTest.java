package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.ParseResult;

class GatewayArgumentsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gateway",
        "gateway --config tributary.yaml",
        "gateway --port 4000 --config /etc/tributary/a.yaml",
        "gateway --supergraph ./s.graphql --port 0",
        "gateway --supergraph ../s.graphql --config c.yaml --port 65535"
      })
  void plainOnesAreReadAsPicocliReadsThem(String line) {
    String[] arguments = line.split(" ");
    ParseResult command = Tributary.commandLine().parseArgs(arguments).subcommand();
    GatewayCommand gateway = command.commandSpec().commandLine().getCommand();

    assertThat(GatewayArguments.plain(arguments)).contains(gateway.arguments());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "help",
        "gateways",
        "gateway --help",
        "gateway --config",
        "gateway --config --port 4000",
        "gateway --config=tributary.yaml",
        "gateway --config a.yaml --config b.yaml",
        "gateway --port 1 --port 2",
        "gateway --port 4a",
        "gateway --port 123456",
        "gateway --port -1",
        "gateway --host 0.0.0.0",
        "gateway @arguments",
        "gateway --config @arguments",
        "gateway --config \"a.yaml\"",
        "plan --supergraph s.graphql --port 1"
      })
  void allOthersAreLeftToPicocli(String line) {
    assertThat(GatewayArguments.plain(line.split(" "))).isEmpty();
  }

  @Test
  void aFileMayHaveSpacesInItsName() {
    assertThat(GatewayArguments.plain("gateway", "--config", "my gateway.yaml"))
        .contains(new GatewayArguments(Path.of("my gateway.yaml"), null, null));
  }

  @Test
  void noArgumentsAreLeftToPicocliToo() {
    assertThat(GatewayArguments.plain()).isEmpty();
  }
}
