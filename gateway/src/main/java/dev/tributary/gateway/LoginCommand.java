package dev.tributary.gateway;

import dev.tributary.registry.GraphId;
import dev.tributary.registry.RegistryClient;
import dev.tributary.registry.RegistryRefusalException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tributary login}. */
@Command(
    name = "login",
    description = "Keeps a registry's address and a token of it for the commands that follow.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the registry takes the token, and it is kept",
      "1:the registry refuses the token, or cannot be reached",
      "2:wrong use, or a file cannot be read or written"
    })
final class LoginCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "URL",
      arity = "0..1",
      defaultValue = "http://127.0.0.1:4001",
      description = "The registry; default http://127.0.0.1:4001.")
  private String registry = "";

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "File with the token; without it, the token is asked for.")
  private @Nullable Path tokenFile;

  @Mixin private RegistryArguments.Graph graph = new RegistryArguments.Graph();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    String token = token();
    GraphId id = graph.id();
    var err = spec.commandLine().getErr();
    try (RegistryClient client = new RegistryClient(URI.create(registry), token)) {
      client.history(id, Long.MAX_VALUE, 1);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    } catch (RegistryRefusalException e) {
      err.println("tributary: " + e.getMessage() + " [" + e.code() + "]");
      return Tributary.FAILED;
    } catch (IOException e) {
      err.println("tributary: the registry at " + registry + " cannot be reached");
      return Tributary.FAILED;
    }
    try {
      Logins.keep(registry, token);
    } catch (IOException e) {
      throw new InputException("the login cannot be kept: " + InputException.reason(e));
    }
    spec.commandLine().getOut().println("Logged in to " + registry + ".");
    spec.commandLine().getOut().flush();
    return Tributary.DONE;
  }

  private String token() {
    if (tokenFile != null) {
      return InputException.read(tokenFile).strip();
    }
    if (System.console() == null) {
      throw new ParameterException(spec.commandLine(), "a token is needed: --token-file FILE");
    }
    char[] typed = System.console().readPassword("Token: ");
    return typed == null ? "" : new String(typed).strip();
  }
}
