package dev.tributary.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.Configurator.ExecutionStatus;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogSetupTest {

  private final LoggerContext context = new LoggerContext();

  @BeforeEach
  void begin() {
    // As slf4j's provider does.
    context.setMDCAdapter(new LogbackMDCAdapter());
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  private ExecutionStatus configure(boolean saidElsewhere, Map<String, String> settings) {
    LogSetup setup = new LogSetup(() -> saidElsewhere, settings::get);
    setup.setContext(context);
    return setup.configure(context);
  }

  private Encoder<ILoggingEvent> rootEncoder() {
    Appender<ILoggingEvent> appender =
        context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders().next();
    return ((ConsoleAppender<ILoggingEvent>) appender).getEncoder();
  }

  @Test
  void logbackFindsIt() {
    assertThat(ServiceLoader.load(Configurator.class)).anyMatch(LogSetup.class::isInstance);
  }

  @Test
  void logsAreTextFromInfoOnByDefault() {
    assertThat(configure(false, Map.of())).isEqualTo(ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY);

    assertThat(context.getLogger("dev.tributary.x").getEffectiveLevel()).isEqualTo(Level.INFO);
    assertThat(context.getLogger("io.netty.x").getEffectiveLevel()).isEqualTo(Level.WARN);
    assertThat(rootEncoder()).isInstanceOf(PatternLayoutEncoder.class);
  }

  @Test
  void theEnvironmentSaysHowMuchAndInWhichForm() {
    configure(false, Map.of("TRIBUTARY_LOG", "debug", "TRIBUTARY_LOG_FORMAT", "json"));

    assertThat(context.getLogger("dev.tributary.x").getEffectiveLevel()).isEqualTo(Level.DEBUG);
    assertThat(rootEncoder()).isInstanceOf(JsonLineEncoder.class);
  }

  @Test
  void aLevelThatIsNoneIsTheDefaultOne() {
    configure(false, Map.of("TRIBUTARY_LOG", "loud"));

    assertThat(context.getLogger("dev.tributary.x").getEffectiveLevel()).isEqualTo(Level.INFO);
  }

  @Test
  void recordsAreLinesOfJsonThatEventLoopsNeverWaitFor() {
    configure(false, Map.of());

    for (String name : new String[] {AuditLog.LOGGER, AccessLog.LOGGER, SlowLog.LOGGER}) {
      Logger logger = context.getLogger(name);
      assertThat(logger.isAdditive()).isFalse();
      AsyncAppender lines = (AsyncAppender) logger.iteratorForAppenders().next();
      assertThat(lines.isNeverBlock()).isTrue();
      ConsoleAppender<ILoggingEvent> console =
          (ConsoleAppender<ILoggingEvent>) lines.iteratorForAppenders().next();
      assertThat(console.getEncoder()).isInstanceOf(JsonLineEncoder.class);
    }
  }

  @Test
  void logsAreWrittenToStandardError() {
    PrintStream err = System.err;
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    try {
      configure(false, Map.of());
      context.getLogger("dev.tributary.x").info("It {}.", "works");
      context.getLogger(AccessLog.LOGGER).atInfo().addKeyValue("status", 200).log("GET /");
      // Which writes what waits.
      context.stop();
    } finally {
      System.setErr(err);
    }
    assertThat(written.toString(StandardCharsets.UTF_8).lines())
        .hasSize(2)
        .anyMatch(line -> line.matches("..:..:..\\.... INFO {2}dev.tributary.x It works. "))
        .anyMatch(line -> line.startsWith("{\"time\":") && line.endsWith("\"status\":200}"));
  }

  @Test
  void whoConfiguresLogbackIsLeftAlone() {
    assertThat(configure(true, Map.of())).isEqualTo(ExecutionStatus.INVOKE_NEXT_IF_ANY);

    assertThat(context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders().hasNext())
        .isFalse();
    // As these tests do.
    LogSetup found = new LogSetup();
    found.setContext(context);
    assertThat(found.configure(context)).isEqualTo(ExecutionStatus.INVOKE_NEXT_IF_ANY);
  }
}
