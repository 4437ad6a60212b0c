package dev.tributary.gateway;

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
    subcommands = {
      GatewayCommand.class,
      ComposeCommand.class,
      PlanCommand.class,
      CostCommand.class,
      LimitsCommand.class,
      LoginCommand.class,
      PublishCommand.class,
      CheckCommand.class,
      FetchCommand.class,
      HistoryCommand.class,
      RollbackCommand.class,
      ContractCommand.class,
      TokenCommand.class,
      ClientCommand.class,
      QuotaCommand.class,
      DocumentsCommand.class,
      ConfigCommand.class,
      ConnectCommand.class,
      OpenApiCommand.class,
      KeyCommand.class,
      HelpCommand.class
    },
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

  static final int DONE = CommandLine.ExitCode.OK;
  static final int FAILED = CommandLine.ExitCode.SOFTWARE;

  @Spec private CommandSpec spec;

  /** Runs one command and exits with its code. */
  public static void main(String[] arguments) {
    int code = commandLine().execute(arguments);
    // A gateway goes on serving after its command has returned.
    if (code != GatewayCommand.SERVING) {
      System.exit(code);
    }
  }

  /** The commands, ready to be executed; what they print can be redirected. */
  public static CommandLine commandLine() {
    CommandLine commands = new CommandLine(new Tributary());
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    commands.setExecutionExceptionHandler(
        (exception, command, result) -> {
          if (exception instanceof InputException) {
            command.getErr().println("tributary: " + exception.getMessage());
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
