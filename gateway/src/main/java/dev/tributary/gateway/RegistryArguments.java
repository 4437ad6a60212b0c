package dev.tributary.gateway;

import dev.tributary.registry.GraphId;
import dev.tributary.registry.RegistryClient;
import dev.tributary.registry.RegistryRefusalException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which registry a command talks to, and as whom: options that all such commands have. */
final class RegistryArguments {

  @Option(
      names = "--registry",
      paramLabel = "URL",
      description =
          "The registry; default $TRIBUTARY_REGISTRY, else the one logged in to last, else"
              + " http://127.0.0.1:4001.")
  private @Nullable String registry;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "File with a token; default is $TRIBUTARY_TOKEN's value, else the one of the login.")
  private @Nullable Path tokenFile;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** A conversation with the registry. */
  interface Conversation {
    /** Returns the command's exit code. */
    int with(RegistryClient client) throws IOException, InterruptedException;
  }

  /** Talks to the registry, and tells why when that cannot be done. */
  int talk(Conversation conversation) throws InterruptedException {
    String url = url();
    try (RegistryClient client = client(url)) {
      int code = conversation.with(client);
      spec.commandLine().getOut().flush();
      return code;
    } catch (RegistryRefusalException e) {
      return failed(e.getMessage() + (e.code().isEmpty() ? "" : " [" + e.code() + "]"));
    } catch (IOException e) {
      return failed("the registry at " + url + " cannot be reached");
    }
  }

  private int failed(String why) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("tributary: " + why);
    err.flush();
    return Tributary.FAILED;
  }

  /** Where the registry is. */
  String url() {
    if (registry != null) {
      return registry;
    }
    String environment = System.getenv("TRIBUTARY_REGISTRY");
    if (environment != null && !environment.isEmpty()) {
      return environment;
    }
    String login = Logins.latest();
    return login == null ? "http://127.0.0.1:4001" : login;
  }

  private RegistryClient client(String url) {
    String token = token(url);
    if (token == null || token.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "a token is needed: --token-file FILE, TRIBUTARY_TOKEN, or tributary login");
    }
    try {
      return new RegistryClient(URI.create(url), token);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--registry or token: " + e.getMessage());
    }
  }

  private @Nullable String token(String url) {
    if (tokenFile != null) {
      return InputException.read(tokenFile).strip();
    }
    String environment = System.getenv("TRIBUTARY_TOKEN");
    return environment != null && !environment.isEmpty() ? environment : Logins.token(url);
  }

  /** Which graph. */
  static final class Graph {
    @Option(
        names = "--graph",
        paramLabel = "GRAPH",
        defaultValue = "${env:TRIBUTARY_GRAPH:-main}",
        description = "The graph, such as shop or shop@staging; default $TRIBUTARY_GRAPH or main.")
    private String name = "";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    GraphId id() {
      return GraphId.parse(name)
          .orElseThrow(
              () ->
                  new ParameterException(
                      spec.commandLine(), "'" + name + "' is not a graph's name"));
    }
  }
}
