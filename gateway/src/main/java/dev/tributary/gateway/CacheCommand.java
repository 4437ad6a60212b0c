package dev.tributary.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.gateway.OperatorServer.UnreachableException;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tributary cache}. */
@Command(
    name = "cache",
    description = "Says of what a running gateway has kept that it is not true any more.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = CacheCommand.Invalidate.class)
final class CacheCommand {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Command(
      name = "invalidate",
      description = {
        "Invalidates answers by the types they hold, their tags or their services:",
        "all that is named, or nothing. Gateways that share a Redis learn of it within a second."
      },
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        "0:they are invalidated, at all gateways",
        "1:the gateway refuses, cannot tell the others, or cannot be reached",
        "2:wrong use, or a file cannot be read"
      })
  static final class Invalidate implements Callable<Integer> {

    private static final String LOCAL = "http://127.0.0.1:9400";

    @Option(
        names = "--gateway",
        paramLabel = "URL",
        description =
            "The gateway's server for operators; default $TRIBUTARY_ADMIN, else " + LOCAL + ".")
    private @Nullable String gateway;

    @Option(
        names = "--token-file",
        paramLabel = "FILE",
        description =
            "File with that server's token (admin.token); default $TRIBUTARY_ADMIN_TOKEN's value.")
    private @Nullable Path tokenFile;

    @Option(
        names = "--type",
        paramLabel = "TYPE",
        description = "Answers with objects of this type; may be repeated.")
    private List<String> types = List.of();

    @Option(
        names = "--key",
        paramLabel = "FIELD=VALUE",
        description = {
          "Only the entity of the one --type with this key; repeated for a key of several fields.",
          "A value that begins with { or [ is JSON."
        })
    private Map<String, String> key = Map.of();

    @Option(
        names = "--tag",
        paramLabel = "TAG",
        description = "Answers that @cacheTag names so; may be repeated.")
    private List<String> tags = List.of();

    @Option(
        names = "--service",
        paramLabel = "SERVICE",
        description = "All answers of this service; may be repeated.")
    private List<String> services = List.of();

    @Option(names = "--json", description = "Print what the gateway answers, as JSON.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
      ArrayNode entries = entries();
      try {
        return told(server().post("/cache/invalidate", entries.toString()));
      } catch (UnreachableException e) {
        return failed(String.valueOf(e.getMessage()), List.of());
      } catch (IllegalArgumentException e) {
        throw wrong("--gateway or token: " + e.getMessage());
      }
    }

    private OperatorServer server() {
      String url = gateway != null ? gateway : environment("TRIBUTARY_ADMIN");
      String token =
          tokenFile != null
              ? InputException.read(tokenFile).strip()
              : environment("TRIBUTARY_ADMIN_TOKEN");
      if (token == null) {
        throw wrong("a token is needed: --token-file FILE or TRIBUTARY_ADMIN_TOKEN");
      }
      return new OperatorServer(url == null ? LOCAL : url, token);
    }

    private static @Nullable String environment(String name) {
      String value = System.getenv(name);
      return value == null || value.isEmpty() ? null : value;
    }

    private ArrayNode entries() {
      ArrayNode entries = JSON.createArrayNode();
      if (!key.isEmpty() && types.size() != 1) {
        throw wrong("--key needs one --type");
      }
      for (String type : types) {
        ObjectNode entry = entries.addObject().put("type", type);
        if (!key.isEmpty()) {
          ObjectNode fields = entry.putObject("key");
          key.forEach((name, value) -> fields.set(name, value(value)));
        }
      }
      tags.forEach(tag -> entries.addObject().put("tag", tag));
      services.forEach(service -> entries.addObject().put("service", service));
      if (entries.isEmpty()) {
        throw wrong("what is to be invalidated? --type, --tag or --service");
      }
      return entries;
    }

    /** A number is the same as the text of its digits to whoever invalidates. */
    private JsonNode value(String text) {
      if (!text.startsWith("{") && !text.startsWith("[")) {
        return JSON.getNodeFactory().textNode(text);
      }
      try {
        return JSON.readTree(text);
      } catch (JsonProcessingException e) {
        throw wrong("--key: " + text + " is not JSON");
      }
    }

    private int told(HttpResponse<String> answer) {
      JsonNode body = parsed(answer.body());
      if (json && body != null) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(body);
        out.flush();
        return answer.statusCode() == 200 ? Tributary.DONE : Tributary.FAILED;
      }
      if (answer.statusCode() == 200 && body != null) {
        PrintWriter out = spec.commandLine().getOut();
        int count = body.path("invalidated").asInt();
        out.println(
            "Invalidated what " + count + (count == 1 ? " entry names." : " entries name."));
        out.flush();
        return Tributary.DONE;
      }
      return failed(
          switch (answer.statusCode()) {
            case 401 -> "the gateway does not know this token";
            case 404 ->
                "the gateway keeps no answers (cache), or has no token for operators (admin.token)";
            default ->
                body == null
                    ? "the gateway answered with status " + answer.statusCode()
                    : body.path("detail").asText() + " [" + body.path("code").asText() + "]";
          },
          body == null ? List.of() : body.path("problems").valueStream().toList());
    }

    private static @Nullable JsonNode parsed(String body) {
      try {
        JsonNode read = JSON.readTree(body);
        return read != null && read.isObject() ? read : null;
      } catch (JsonProcessingException e) {
        return null;
      }
    }

    private int failed(String why, List<JsonNode> problems) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("tributary: " + why);
      problems.forEach(problem -> err.println("  " + problem.asText()));
      err.flush();
      return Tributary.FAILED;
    }

    private ParameterException wrong(String why) {
      return new ParameterException(spec.commandLine(), why);
    }
  }
}
