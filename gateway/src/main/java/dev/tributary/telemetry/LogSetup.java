package dev.tributary.telemetry;

import static ch.qos.logback.classic.Level.INFO;
import static ch.qos.logback.classic.Level.WARN;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where logs go when nobody says otherwise by a {@code logback.xml}: to standard error, as text or,
 * with {@code TRIBUTARY_LOG_FORMAT=json}, as JSON. Logback finds it as a service. In Java, since
 * reading the same from XML takes a twentieth of a start.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {

  private static final String LEVEL = "TRIBUTARY_LOG";
  private static final String FORMAT = "TRIBUTARY_LOG_FORMAT";

  private static final String PATTERN =
      "%d{HH:mm:ss.SSS} %-5level %logger{20} %msg %kvp%n%ex{short}";

  /** What is written for programs: a line of JSON each, whatever the format of the rest. */
  private static final List<String> RECORDS =
      List.of(AuditLog.LOGGER, AccessLog.LOGGER, SlowLog.LOGGER);

  private static final List<String> CHATTY = List.of("io.netty", "graphql", "org.flywaydb");

  private final BooleanSupplier saidElsewhere;
  private final Function<String, @Nullable String> settings;

  /** For logback. */
  public LogSetup() {
    this(LogSetup::isConfigured, LogSetup::setting);
  }

  /**
   * @param saidElsewhere whether somebody has configured logback
   * @param settings by name; null for what is not set
   */
  LogSetup(BooleanSupplier saidElsewhere, Function<String, @Nullable String> settings) {
    this.saidElsewhere = saidElsewhere;
    this.settings = settings;
  }

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (saidElsewhere.getAsBoolean()) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    Appender<ILoggingEvent> json = console("json", new JsonLineEncoder());
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.toLevel(settings.apply(LEVEL), INFO));
    root.addAppender("json".equals(settings.apply(FORMAT)) ? json : console("text", text()));
    Appender<ILoggingEvent> lines = lines(json);
    for (String name : RECORDS) {
      Logger record = context.getLogger(name);
      record.setAdditive(false);
      record.addAppender(lines);
    }
    CHATTY.forEach(name -> context.getLogger(name).setLevel(WARN));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private static boolean isConfigured() {
    ClassLoader loader = LogSetup.class.getClassLoader();
    return System.getProperty("logback.configurationFile") != null
        || loader.getResource("logback-test.xml") != null
        || loader.getResource("logback.xml") != null;
  }

  private static @Nullable String setting(String name) {
    String property = System.getProperty(name);
    return property == null ? System.getenv(name) : property;
  }

  private Encoder<ILoggingEvent> text() {
    PatternLayoutEncoder text = new PatternLayoutEncoder();
    text.setPattern(PATTERN);
    return text;
  }

  private Appender<ILoggingEvent> console(String name, Encoder<ILoggingEvent> encoder) {
    encoder.setContext(context);
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setName(name);
    console.setTarget("System.err");
    console.setEncoder(encoder);
    console.start();
    return console;
  }

  /**
   * What event loops write in numbers: never waits for the disk or a pipe, and drops lines when
   * these are too slow.
   */
  private Appender<ILoggingEvent> lines(Appender<ILoggingEvent> to) {
    AsyncAppender lines = new AsyncAppender();
    lines.setContext(context);
    lines.setName("lines");
    lines.setQueueSize(8192);
    lines.setDiscardingThreshold(0);
    lines.setNeverBlock(true);
    lines.addAppender(to);
    lines.start();
    return lines;
  }
}
