package dev.tributary.gateway;

import dev.tributary.registry.KnownToken;
import dev.tributary.registry.RegistryClient;
import dev.tributary.registry.TokenRole;
import dev.tributary.registry.TokenScope;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tributary token}. */
@Command(
    name = "token",
    description = "Issues, lists and revokes a registry's tokens.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TokenCommand.Issue.class,
      TokenCommand.ListTokens.class,
      TokenCommand.Revoke.class
    })
final class TokenCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is needed: issue, list or revoke");
  }

  @Command(
      name = "issue",
      description = "Issues a token and prints it. It is shown this once.",
      mixinStandardHelpOptions = true)
  static final class Issue implements Callable<Integer> {

    @Parameters(paramLabel = "LABEL", description = "Whom it is for, such as reviews-ci.")
    private String label = "";

    @Option(
        names = "--role",
        required = true,
        paramLabel = "ROLE",
        description = "read, publish or admin.")
    private String role = "";

    @Option(
        names = "--scope",
        required = true,
        paramLabel = "SCOPE",
        description = "A variant (shop@prod), all variants of a graph (shop), or everything (*).")
    private String scope = "";

    @Mixin private RegistryArguments registry = new RegistryArguments();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
      TokenRole wantedRole =
          TokenRole.parse(role)
              .orElseThrow(() -> wrong("--role is read, publish or admin, not '" + role + "'"));
      TokenScope wantedScope =
          TokenScope.parse(scope)
              .orElseThrow(() -> wrong("--scope is a graph, a variant, or *, not '" + scope + "'"));
      return registry.talk(
          client -> {
            RegistryClient.Issued issued = client.issueToken(label, wantedRole, wantedScope);
            spec.commandLine().getErr().println("Token " + issued.token().id() + ":");
            spec.commandLine().getErr().flush();
            spec.commandLine().getOut().println(issued.secret());
            return Tributary.DONE;
          });
    }

    private ParameterException wrong(String why) {
      return new ParameterException(spec.commandLine(), why);
    }
  }

  @Command(
      name = "list",
      description = "Lists all tokens, oldest first; none of their secrets.",
      mixinStandardHelpOptions = true)
  static final class ListTokens implements Callable<Integer> {

    @Mixin private RegistryArguments registry = new RegistryArguments();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
      return registry.talk(
          client -> {
            for (KnownToken token : client.tokens()) {
              spec.commandLine()
                  .getOut()
                  .println(
                      "%s  %-7s  %-20s  %s  %s%s"
                          .formatted(
                              token.id(),
                              token.role().label(),
                              token.scope(),
                              token.issuedAt(),
                              token.label(),
                              token.revokedAt().map(at -> "  revoked " + at).orElse("")));
            }
            return Tributary.DONE;
          });
    }
  }

  @Command(
      name = "revoke",
      description = "Revokes a token from now on.",
      mixinStandardHelpOptions = true)
  static final class Revoke implements Callable<Integer> {

    @Parameters(paramLabel = "ID", description = "As list tells it.")
    private String id = "";

    @Mixin private RegistryArguments registry = new RegistryArguments();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
      if (!id.matches("[0-9a-f]{16}")) {
        throw new ParameterException(spec.commandLine(), "'" + id + "' is not a token's id");
      }
      return registry.talk(
          client -> {
            client.revokeToken(id);
            spec.commandLine().getOut().println("Revoked " + id + ".");
            return Tributary.DONE;
          });
    }
  }
}
