package dev.tributary.gateway;

import dev.tributary.auth.ApiKeyFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tributary key}. */
@Command(
    name = "key",
    description = "Makes API keys for clients, and the key that the gateway signs with.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {KeyCommand.New.class, SigningKeyCommand.class})
final class KeyCommand {

  /** {@code tributary key new}. */
  @Command(
      name = "new",
      description = {
        "Makes a key and prints it. Only its hash is added to the file, so it cannot be shown"
            + " again.",
        "A gateway that reads the file takes the key within a second."
      },
      mixinStandardHelpOptions = true)
  static final class New implements Callable<Integer> {

    @Option(
        names = "--client",
        paramLabel = "NAME",
        required = true,
        description = "Who will hold it; quotas and logs know the client by this name.")
    private String client = "";

    @Option(
        names = "--scope",
        paramLabel = "SCOPE",
        description = "What it allows; may be repeated.")
    private Set<String> scopes = new LinkedHashSet<>();

    @Option(
        names = "--expires",
        paramLabel = "TIME",
        description = "When it ends: days from now such as 90d, or an instant. Never by default.")
    private @Nullable String expires;

    @Option(
        names = "--file",
        paramLabel = "FILE",
        defaultValue = "api-keys.jsonl",
        description = "The file of keys, as in authentication.apiKeys.file; ${DEFAULT-VALUE}.")
    private Path file = Path.of("api-keys.jsonl");

    @Option(
        names = "--secret-file",
        paramLabel = "FILE",
        description = "Holds authentication.apiKeys.secret, when keys are hashed with one.")
    private @Nullable Path secretFile;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      if (client.isBlank()) {
        throw new ParameterException(spec.commandLine(), "--client must not be empty");
      }
      String key;
      try {
        String secret = secretFile == null ? null : InputException.read(secretFile).stripTrailing();
        key = ApiKeyFile.add(file, client, scopes, KeyExpiry.parse(expires, spec), secret);
      } catch (IOException e) {
        throw new InputException(
            "no key was made: cannot write " + file + ": " + InputException.reason(e));
      }
      spec.commandLine().getOut().println(key);
      spec.commandLine().getOut().flush();
      spec.commandLine()
          .getErr()
          .printf("Keep it safe: %s holds only its hash. Its client is %s.%n", file, client);
      spec.commandLine().getErr().flush();
      return Tributary.DONE;
    }
  }
}
