package dev.tributary.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.registry.GraphId;
import dev.tributary.registry.QuotaSettings;
import dev.tributary.registry.RegistryClient;
import dev.tributary.registry.RemoteClients.KnownQuotas;
import dev.tributary.registry.RemoteClients.QuotaAnswer;
import dev.tributary.registry.SettingProblem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tributary quota}. */
@Command(
    name = "quota",
    description = "Shows and sets what the clients of a graph may spend, in a registry.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {QuotaCommand.Show.class, QuotaCommand.Set.class})
final class QuotaCommand {

  private static final JsonMapper JSON = new JsonMapper();

  @Command(
      name = "show",
      aliases = "get",
      description = "Shows tiers, their limits, and which client is in which.",
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {"0:done", "1:the registry cannot be asked", "2:wrong use"})
  static final class Show extends RegistryTask.OfGraph {

    @Option(names = "--json", description = "Print what quota set --from takes.")
    private boolean json;

    @Override
    int talk(RegistryClient client, GraphId graph) throws IOException, InterruptedException {
      KnownQuotas known = client.clients().quotas(graph);
      if (json) {
        out().println(known.json());
      } else {
        print(known, out());
      }
      return Tributary.DONE;
    }
  }

  private static void print(KnownQuotas known, PrintWriter out) {
    QuotaSettings quotas = known.quotas();
    out.println("Revision " + known.revision());
    quotas
        .tiers()
        .forEach(
            (name, tier) -> {
              out.println(
                  "Tier "
                      + name
                      + (tier.concurrent() == 0 ? "" : ", " + tier.concurrent() + " at once"));
              for (QuotaSettings.Limit limit : tier.limits()) {
                out.println(
                    "  %s: %d, at once %d"
                        .formatted(
                            limit.label(),
                            limit.quota(),
                            limit.burst() == 0 ? limit.quota() : limit.burst()));
              }
            });
    quotas.clients().forEach((client, tier) -> out.println("Client " + client + ": " + tier));
    quotas.standardTier().ifPresent(tier -> out.println("All other clients: " + tier));
    quotas.anonymousTier().ifPresent(tier -> out.println("Anonymous callers: " + tier));
  }

  @Command(
      name = "set",
      description = {
        "Sets quotas: from a file, or one tier or client at a time. Gateways hold to them within a"
            + " second.",
        "A limit is UNIT=QUOTA/PERIOD, such as cost=10000/1m or requests=60/1m, and may go on with"
            + " ,burst=N ,service=NAME ,operation=NAME ,name=NAME."
      },
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        "0:they hold",
        "1:the registry refuses, or somebody else has set them since",
        "2:wrong use"
      })
  static final class Set extends RegistryTask.OfGraph {

    private static final int ATTEMPTS = 10;
    private static final Pattern LIMIT =
        Pattern.compile("(cost|requests)=([0-9]{1,10})/([^,]+)((?:,[a-z]+=[^,]+)*)");

    @Option(
        names = "--from",
        paramLabel = "FILE",
        description =
            "All of them, in YAML or JSON: tiers, clients, standardTier, anonymousTier, and the"
                + " revision that they were made from.")
    private @Nullable Path from;

    @Option(names = "--overwrite", description = "With --from: whatever revision is there now.")
    private boolean overwrite;

    @Option(names = "--tier", paramLabel = "TIER", description = "The tier to set.")
    private @Nullable String tier;

    @Option(
        names = "--limit",
        paramLabel = "LIMIT",
        description = "A limit of the tier, in place of those it had; may be repeated.")
    private List<String> limits = new ArrayList<>();

    @Option(
        names = "--concurrent",
        paramLabel = "N",
        description = "Operations of a client of the tier that run at once in one gateway.")
    private @Nullable Integer concurrent;

    @Option(
        names = "--client",
        paramLabel = "NAME=TIER",
        description = "Puts a client into a tier; may be repeated.")
    private Map<String, String> clients = new LinkedHashMap<>();

    @Option(
        names = "--standard",
        paramLabel = "TIER",
        description = "The tier of clients of which nothing is said.")
    private @Nullable String standard;

    @Option(
        names = "--anonymous",
        paramLabel = "TIER",
        description = "The tier that anonymous and unknown callers share.")
    private @Nullable String anonymous;

    @Option(
        names = "--remove-tier",
        paramLabel = "TIER",
        description = "A tier to remove; may be repeated.")
    private List<String> removedTiers = new ArrayList<>();

    @Option(
        names = "--remove-client",
        paramLabel = "NAME",
        description = "A client to leave to the standard tier; may be repeated.")
    private List<String> removedClients = new ArrayList<>();

    @Option(names = "--json", description = "Print what holds then as JSON.")
    private boolean json;

    @Override
    int talk(RegistryClient client, GraphId graph) throws IOException, InterruptedException {
      List<ObjectNode> wanted = limits.stream().map(this::limit).toList();
      if (from == null) {
        if (!changesAnything()) {
          throw wrong("say what to set: --from FILE, --tier, --client, --standard, ...");
        }
        return told(change(client, graph, wanted));
      }
      if (changesAnything()) {
        throw wrong("--from sets all of them: leave the other options out");
      }
      ObjectNode quotas = read(from);
      OptionalLong revision = revision(quotas);
      return told(client.clients().setQuotas(graph, quotas, revision));
    }

    private boolean changesAnything() {
      if (tier == null && (!limits.isEmpty() || concurrent != null)) {
        throw wrong("--limit and --concurrent need --tier");
      }
      return tier != null
          || standard != null
          || anonymous != null
          || !clients.isEmpty()
          || !removedTiers.isEmpty()
          || !removedClients.isEmpty();
    }

    private OptionalLong revision(ObjectNode quotas) {
      if (overwrite) {
        return OptionalLong.empty();
      }
      JsonNode revision = quotas.path("revision");
      if (!revision.isIntegralNumber()) {
        throw wrong(
            "the file has no 'revision' that it was made from: give it one, or --overwrite");
      }
      return OptionalLong.of(revision.asLong());
    }

    /** What somebody else changes meanwhile stays: only what was named is set. */
    private QuotaAnswer change(RegistryClient client, GraphId graph, List<ObjectNode> wanted)
        throws IOException, InterruptedException {
      QuotaAnswer answer = new QuotaAnswer.Stale(0);
      for (int i = 0; i < ATTEMPTS && answer instanceof QuotaAnswer.Stale; i++) {
        KnownQuotas known = client.clients().quotas(graph);
        answer =
            client
                .clients()
                .setQuotas(graph, edited(known, wanted), OptionalLong.of(known.revision()));
      }
      return answer;
    }

    private ObjectNode edited(KnownQuotas known, List<ObjectNode> wanted) {
      ObjectNode quotas = object(known.json());
      ObjectNode tiers = quotas.withObjectProperty("tiers");
      ObjectNode byClient = quotas.withObjectProperty("clients");
      tiers.remove(removedTiers);
      byClient.remove(removedClients);
      if (tier != null) {
        ObjectNode set = tiers.withObjectProperty(tier);
        if (!wanted.isEmpty()) {
          ArrayNode list = set.putArray("limits");
          wanted.forEach(list::add);
        }
        if (concurrent != null) {
          set.put("concurrent", concurrent);
        }
      }
      clients.forEach(byClient::put);
      if (standard != null) {
        quotas.put("standardTier", standard);
      }
      if (anonymous != null) {
        quotas.put("anonymousTier", anonymous);
      }
      return quotas;
    }

    private ObjectNode limit(String text) {
      Matcher limit = LIMIT.matcher(text);
      if (!limit.matches()) {
        throw wrong("'" + text + "' is not a limit, such as cost=10000/1m,burst=2000");
      }
      ObjectNode json =
          JSON.createObjectNode()
              .put("unit", limit.group(1))
              .put("quota", Long.parseLong(limit.group(2)))
              .put("per", limit.group(3));
      for (String more : limit.group(4).split(",")) {
        int at = more.indexOf('=');
        if (at > 0) {
          String name = more.substring(0, at);
          String value = more.substring(at + 1);
          if (name.equals("burst") && value.matches("[0-9]{1,10}")) {
            json.put(name, Long.parseLong(value));
          } else {
            json.put(name, value);
          }
        }
      }
      return json;
    }

    private int told(QuotaAnswer answer) {
      return switch (answer) {
        case QuotaAnswer.Set(KnownQuotas known) -> {
          if (json) {
            out().println(known.json());
          } else {
            print(known, out());
          }
          yield Tributary.DONE;
        }
        case QuotaAnswer.Stale(long current) ->
            refused(
                "the quotas were changed by somebody else meanwhile, and have revision "
                    + current
                    + " now: nothing was set",
                List.of());
        case QuotaAnswer.Invalid(List<SettingProblem> problems) ->
            refused("nothing was set", problems);
      };
    }
  }

  private static ObjectNode object(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("it was written as JSON", e);
    }
  }

  /** JSON is YAML. */
  private static ObjectNode read(Path file) {
    String text = InputException.read(file);
    try {
      Object loaded = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
      if (JSON.valueToTree(loaded) instanceof ObjectNode object) {
        return object;
      }
    } catch (YAMLException e) {
      throw new InputException(file + " is not YAML or JSON");
    }
    throw new InputException(file + " must have 'tiers' and 'clients'");
  }
}
