package dev.tributary.policy;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Policies as expressions of the Common Expression Language (CEL). They are compiled and
 * type-checked when the gateway starts; each has only so many steps, because the language has no
 * loops but over what it is given, and of those only so many rounds are made.
 *
 * <p>An expression that fails, for example because a claim is not there, does not hold.
 */
public final class ExpressionPolicies implements Policies {

  private static final Logger LOG = LoggerFactory.getLogger(ExpressionPolicies.class);

  /** Far more than a decision takes, and less than a tenth of a millisecond. */
  private static final int MOST_ROUNDS = 1_000;

  private static final int MOST_CHARACTERS = 10_000;

  /** Loaded with the first expression: it takes a twentieth of a start that has none. */
  private static final class Language {

    private static final CelOptions OPTIONS =
        CelOptions.current()
            .comprehensionMaxIterations(MOST_ROUNDS)
            .maxExpressionCodePointSize(MOST_CHARACTERS)
            .maxParseRecursionDepth(50)
            .maxRegexProgramSize(1_000)
            .build();

    private static final MapType OBJECT = MapType.create(SimpleType.STRING, SimpleType.DYN);

    private static final CelCompiler COMPILER =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVar("client", SimpleType.STRING)
            .addVar("authenticated", SimpleType.BOOL)
            .addVar("scopes", ListType.create(SimpleType.STRING))
            .addVar("claims", OBJECT)
            .addVar("headers", MapType.create(SimpleType.STRING, SimpleType.STRING))
            .addVar("operation", SimpleType.STRING)
            .addVar("variables", OBJECT)
            .setResultType(SimpleType.BOOL)
            .build();

    private static final CelRuntime RUNTIME =
        CelRuntimeFactory.standardCelRuntimeBuilder().setOptions(OPTIONS).build();

    private Language() {}
  }

  private final Map<String, CelRuntime.Program> programs;

  private ExpressionPolicies(Map<String, CelRuntime.Program> programs) {
    this.programs = programs;
  }

  /**
   * Compiles expressions.
   *
   * @param expressions by the name of the policy
   * @throws IllegalArgumentException with everything that is wrong with any of them
   */
  public static ExpressionPolicies of(Map<String, String> expressions) {
    Map<String, CelRuntime.Program> programs = new HashMap<>();
    List<String> problems = new ArrayList<>();
    expressions.forEach(
        (name, expression) -> {
          try {
            CelAbstractSyntaxTree checked = Language.COMPILER.compile(expression).getAst();
            programs.put(name, Language.RUNTIME.createProgram(checked));
          } catch (CelValidationException | CelEvaluationException e) {
            problems.add("policy '" + name + "': " + e.getMessage());
          }
        });
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    return new ExpressionPolicies(Map.copyOf(programs));
  }

  /** The policies that there are expressions for. */
  public Set<String> names() {
    return programs.keySet();
  }

  @Override
  public Future<Set<String>> granted(Set<String> asked, PolicyRequest request) {
    Set<String> granted = new HashSet<>();
    Map<String, Object> values = null;
    for (String name : asked) {
      CelRuntime.Program program = programs.get(name);
      if (program == null) {
        continue;
      }
      if (values == null) {
        values = values(request);
      }
      if (holds(name, program, values)) {
        granted.add(name);
      }
    }
    return Future.succeededFuture(granted);
  }

  private static boolean holds(
      String name, CelRuntime.Program program, Map<String, Object> values) {
    try {
      return Boolean.TRUE.equals(program.eval(values));
    } catch (CelEvaluationException | RuntimeException e) {
      // The message may quote what was looked at.
      LOG.debug("Policy '{}' could not be evaluated: {}", name, e.getClass().getSimpleName());
      return false;
    }
  }

  private static Map<String, Object> values(PolicyRequest request) {
    Map<String, String> headers = new HashMap<>();
    request
        .headers()
        .forEach((name, value) -> headers.putIfAbsent(name.toLowerCase(Locale.ROOT), value));
    String client = request.caller().client();
    String operation = request.operationName();
    return Map.of(
        "client", client == null ? "" : client,
        "authenticated", request.caller().isAuthenticated(),
        "scopes", List.copyOf(request.caller().scopes()),
        "claims", CelValues.of(request.caller().claims()),
        "headers", headers,
        "operation", operation == null ? "" : operation,
        "variables", CelValues.of(request.variables()));
  }
}
