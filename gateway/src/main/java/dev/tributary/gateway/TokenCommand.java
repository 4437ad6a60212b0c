package dev.tributary.gateway;

import dev.tributary.registry.KnownToken;
import dev.tributary.registry.RegistryClient;
import dev.tributary.registry.TokenRole;
import dev.tributary.registry.TokenScope;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
final class TokenCommand {

  @Command(
      name = "issue",
      description = "Issues a token and prints it. It is shown this once.",
      mixinStandardHelpOptions = true)
  static final class Issue extends RegistryTask {

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

    @Override
    int talk(RegistryClient client) throws IOException, InterruptedException {
      TokenRole wantedRole =
          TokenRole.parse(role)
              .orElseThrow(() -> wrong("--role is read, publish or admin, not '" + role + "'"));
      TokenScope wantedScope =
          TokenScope.parse(scope)
              .orElseThrow(() -> wrong("--scope is a graph, a variant, or *, not '" + scope + "'"));
      RegistryClient.Issued issued = client.issueToken(label, wantedRole, wantedScope);
      err().println("Token " + issued.token().id() + ":");
      err().flush();
      out().println(issued.secret());
      return Tributary.DONE;
    }
  }

  @Command(
      name = "list",
      description = "Lists all tokens, oldest first; none of their secrets.",
      mixinStandardHelpOptions = true)
  static final class ListTokens extends RegistryTask {

    @Override
    int talk(RegistryClient client) throws IOException, InterruptedException {
      for (KnownToken token : client.tokens()) {
        out()
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
    }
  }

  @Command(
      name = "revoke",
      description = "Revokes a token from now on.",
      mixinStandardHelpOptions = true)
  static final class Revoke extends RegistryTask {

    @Parameters(paramLabel = "ID", description = "As list tells it.")
    private String id = "";

    @Override
    int talk(RegistryClient client) throws IOException, InterruptedException {
      if (!id.matches("[0-9a-f]{16}")) {
        throw wrong("'" + id + "' is not a token's id");
      }
      client.revokeToken(id);
      out().println("Revoked " + id + ".");
      return Tributary.DONE;
    }
  }
}
