package dev.tributary.gateway;

import dev.tributary.registry.GraphId;
import dev.tributary.registry.KnownKey;
import dev.tributary.registry.QuotaSettings;
import dev.tributary.registry.RegistryClient;
import dev.tributary.registry.RemoteClients.KeyAnswer;
import dev.tributary.registry.SettingProblem;
import dev.tributary.registry.WantedKey;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tributary client}. */
@Command(
    name = "client",
    description = "Gives the clients of a graph API keys, lists and revokes them, in a registry.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ClientCommand.Create.class,
      ClientCommand.ListKeys.class,
      ClientCommand.Revoke.class
    })
final class ClientCommand {

  @Command(
      name = "create",
      description = {
        "Gives a client an API key and prints it. It is shown this once.",
        "Gateways that serve the graph take it within a second."
      },
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {"0:the key is made", "1:the registry refuses", "2:wrong use"})
  static final class Create extends RegistryTask.OfGraph {

    @Parameters(
        paramLabel = "NAME",
        description = "Who will hold it; quotas and logs know the client by this name.")
    private String name = "";

    @Option(
        names = "--scope",
        paramLabel = "SCOPE",
        description = "What it allows; may be repeated.")
    private Set<String> scopes = new LinkedHashSet<>();

    @Option(
        names = "--tier",
        paramLabel = "TIER",
        description = "Which tier of the registry's quotas the client gets.")
    private @Nullable String tier;

    @Option(
        names = "--expires",
        paramLabel = "TIME",
        description = "When it ends: days from now such as 90d, or an instant. Never by default.")
    private @Nullable String expires;

    @Option(
        names = "--hash",
        paramLabel = "HASH",
        description = "Of a key that was made elsewhere, as sha256:HEX, to be entered.")
    private @Nullable String hash;

    @Option(names = "--json", description = "Print the key and what is known of it as JSON.")
    private boolean json;

    @Override
    int talk(RegistryClient client, GraphId graph) throws IOException, InterruptedException {
      Instant end = KeyExpiry.parse(expires, spec());
      WantedKey wanted =
          new WantedKey(
              name,
              List.copyOf(scopes),
              Optional.ofNullable(tier),
              Optional.ofNullable(end),
              Optional.ofNullable(hash));
      return switch (client.clients().createKey(graph, wanted)) {
        case KeyAnswer.Created created -> told(created);
        case KeyAnswer.Invalid(List<SettingProblem> problems) ->
            refused("no key was made", problems);
      };
    }

    private int told(KeyAnswer.Created created) {
      if (json) {
        out().println(created.json());
        return Tributary.DONE;
      }
      err().println("Key " + created.key().id() + " of " + created.key().client() + ":");
      err().flush();
      created.secret().ifPresent(out()::println);
      return Tributary.DONE;
    }
  }

  @Command(
      name = "list",
      description = "Lists the keys of a graph's clients, newest first; none of their secrets.",
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {"0:done", "1:the registry cannot be asked", "2:wrong use"})
  static final class ListKeys extends RegistryTask.OfGraph {

    @Option(names = "--all", description = "Revoked ones too.")
    private boolean all;

    @Option(names = "--json", description = "Report as one JSON list.")
    private boolean json;

    @Override
    int talk(RegistryClient client, GraphId graph) throws IOException, InterruptedException {
      List<KnownKey> keys =
          client.clients().keys(graph).stream()
              .filter(key -> all || key.revokedAt().isEmpty())
              .toList();
      if (json) {
        out().println(KnownKey.json(keys));
        return Tributary.DONE;
      }
      QuotaSettings quotas = client.clients().quotas(graph).quotas();
      Instant now = Instant.now();
      keys.forEach(key -> out().println(line(key, quotas, now)));
      return Tributary.DONE;
    }

    private static String line(KnownKey key, QuotaSettings quotas, Instant now) {
      return "%s  %-20s  %-12s  %s%s%s%s"
          .formatted(
              key.id(),
              key.client(),
              quotas.clients().getOrDefault(key.client(), "-"),
              key.createdAt(),
              key.scopes().isEmpty() ? "" : "  " + String.join(" ", key.scopes()),
              key.expires()
                  .map(at -> (at.isAfter(now) ? "  until " : "  expired ") + at)
                  .orElse(""),
              key.revokedAt().map(at -> "  revoked " + at).orElse(""));
    }
  }

  @Command(
      name = "revoke",
      description = "Revokes a key. Gateways refuse it within a second.",
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {"0:it is revoked", "1:there is no such key that is good", "2:wrong use"})
  static final class Revoke extends RegistryTask.OfGraph {

    @Parameters(paramLabel = "ID", description = "As list tells it.")
    private String id = "";

    @Override
    int talk(RegistryClient client, GraphId graph) throws IOException, InterruptedException {
      if (!id.matches("[0-9a-f]{1,64}")) {
        throw wrong("'" + id + "' is not a key's id");
      }
      client.clients().revokeKey(graph, id);
      out().println("Revoked " + id + ".");
      return Tributary.DONE;
    }
  }
}
