package dev.tributary.gateway;

import dev.tributary.gateway.ConfigResult.ConfigProblem;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads {@code tributary.yaml}: YAML text in, a configuration or every problem with its line out.
 *
 * <p>The text is composed to nodes, not loaded to maps, because nodes know their lines.
 */
final class ConfigReader {

  private static final int MAX_DEPTH = 32;
  private static final int MAX_CODE_POINTS = 4 << 20;

  private final Substitution substitution;

  ConfigReader(Substitution substitution) {
    this.substitution = substitution;
  }

  ConfigResult read(String yaml) {
    Node root;
    try {
      root = compose(yaml);
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      return new ConfigResult.Invalid(
          List.of(new ConfigProblem(line, "", "not valid YAML: " + e.getProblem())));
    } catch (YAMLException e) {
      return new ConfigResult.Invalid(
          List.of(new ConfigProblem(1, "", "not valid YAML: " + e.getMessage())));
    }
    if (root == null) {
      return new ConfigResult.Valid(GatewayConfig.DEFAULTS);
    }
    List<ConfigProblem> problems = new ArrayList<>();
    ConfigBinder binder = new ConfigBinder(substitution, problems);
    GatewayConfig config = binder.bind(root, GatewayConfig.DEFAULTS);
    if (config != null && config.server().production()) {
      // Only then it is known what stands where the file says nothing.
      problems.clear();
      config = binder.bind(root, GatewayConfig.PRODUCTION);
    }
    if (config != null) {
      Options.problems(config)
          .forEach(
              (path, message) -> problems.add(new ConfigProblem(binder.line(path), path, message)));
    }
    problems.sort(Comparator.comparingInt(ConfigProblem::line));
    return config == null || !problems.isEmpty()
        ? new ConfigResult.Invalid(problems)
        : new ConfigResult.Valid(config);
  }

  private static @Nullable Node compose(String yaml) {
    LoaderOptions options = new LoaderOptions();
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setCodePointLimit(MAX_CODE_POINTS);
    options.setMaxAliasesForCollections(50);
    DumperOptions dumping = new DumperOptions();
    return new Yaml(
            new SafeConstructor(options),
            new Representer(dumping),
            dumping,
            options,
            new Resolver())
        .compose(new StringReader(yaml));
  }
}
