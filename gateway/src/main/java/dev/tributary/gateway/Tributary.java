package dev.tributary.gateway;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line's entry point. */
@Command(
    name = "tributary",
    description = "A GraphQL federation gateway: GraphQL and REST services behind one endpoint.",
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nThe launcher itself adds:%n",
    footer = {
      "  demo     Starts four sample services, a registry and the gateway.",
      "  image    Makes a container image, without a container engine.",
      "  bench    Measures the gateway beside its peers.",
      "  test     Builds everything and runs every test.",
      "  format   Rewrites the Java sources in the one format."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the command ran and failed: what was asked for does not hold",
      "2:wrong use: unknown option, missing argument, unreadable file",
      "3:something is missing on this machine (the launcher)"
    })
public final class Tributary implements Runnable {

  /** In the order of the help. Classes, not annotations, which are read only when they must be. */
  static final List<Map.Entry<String, Class<?>>> COMMANDS =
      List.of(
          Map.entry(GatewayArguments.COMMAND, GatewayCommand.class),
          Map.entry("compose", ComposeCommand.class),
          Map.entry("plan", PlanCommand.class),
          Map.entry("cost", CostCommand.class),
          Map.entry("limits", LimitsCommand.class),
          Map.entry("login", LoginCommand.class),
          Map.entry("publish", PublishCommand.class),
          Map.entry("check", CheckCommand.class),
          Map.entry("fetch", FetchCommand.class),
          Map.entry("history", HistoryCommand.class),
          Map.entry("rollback", RollbackCommand.class),
          Map.entry("contract", ContractCommand.class),
          Map.entry("token", TokenCommand.class),
          Map.entry("client", ClientCommand.class),
          Map.entry("quota", QuotaCommand.class),
          Map.entry("documents", DocumentsCommand.class),
          Map.entry("cache", CacheCommand.class),
          Map.entry("config", ConfigCommand.class),
          Map.entry("connect", ConnectCommand.class),
          Map.entry("openapi", OpenApiCommand.class),
          Map.entry("key", KeyCommand.class));

  static final int DONE = CommandLine.ExitCode.OK;
  static final int FAILED = CommandLine.ExitCode.SOFTWARE;

  @Spec private CommandSpec spec;

  /** Runs one command and exits with its code. */
  public static void main(String[] arguments) {
    int code =
        GatewayArguments.plain(arguments)
            .map(Tributary::serve)
            .orElseGet(() -> commandLineFor(arguments).execute(arguments));
    // A gateway goes on serving after its command has returned.
    if (code != GatewayStart.SERVING) {
      System.exit(code);
    }
  }

  /** As picocli would have it run. */
  private static int serve(GatewayArguments arguments) {
    PrintWriter err = new PrintWriter(System.err, true);
    try {
      return new GatewayStart(arguments, new PrintWriter(System.out, true), err).run();
    } catch (InputException e) {
      err.println(said(e));
      return CommandLine.ExitCode.USAGE;
    } catch (InterruptedException | RuntimeException e) {
      e.printStackTrace(err);
      return FAILED;
    }
  }

  private static String said(InputException e) {
    return "tributary: " + e.getMessage();
  }

  /** The commands, ready to be executed; what they print can be redirected. */
  public static CommandLine commandLine() {
    CommandLine commands = commandLineWith(COMMANDS);
    commands.addSubcommand(new HelpCommand());
    return commands;
  }

  /**
   * What {@link #commandLine} gives, as far as these arguments need it. To describe all commands
   * takes picocli as long as all else that a gateway does before it listens.
   */
  static CommandLine commandLineFor(String... arguments) {
    return COMMANDS.stream()
        .filter(command -> arguments.length > 0 && command.getKey().equals(arguments[0]))
        .findFirst()
        .map(command -> commandLineWith(List.of(command)))
        .orElseGet(Tributary::commandLine);
  }

  private static CommandLine commandLineWith(List<Map.Entry<String, Class<?>>> described) {
    CommandLine commands = new CommandLine(new Tributary());
    described.forEach(command -> commands.addSubcommand(command.getKey(), command.getValue()));
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    commands.setExecutionExceptionHandler(
        (exception, command, result) -> {
          if (exception instanceof InputException input) {
            command.getErr().println(said(input));
            return CommandLine.ExitCode.USAGE;
          }
          throw exception;
        });
    return commands;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is needed");
  }
}
