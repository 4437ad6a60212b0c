package dev.tributary.gateway;

import dev.tributary.execute.Authorization;
import dev.tributary.gateway.AuthorizationConfig.DecisionPointConfig;
import dev.tributary.policy.DecisionPoint;
import dev.tributary.policy.ExpressionPolicies;
import dev.tributary.policy.Policies;
import dev.tributary.policy.PolicySources;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Authorization as it is configured, and what has to be closed after it. */
final class AuthorizationSetup implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AuthorizationSetup.class);

  private final Authorization authorization;
  private final @Nullable DecisionPoint decisionPoint;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("policies-", 0).factory());

  private AuthorizationSetup(AuthorizationConfig config) {
    ExpressionPolicies expressions = ExpressionPolicies.of(config.policies());
    List<Policies> others = new ArrayList<>();
    DecisionPointConfig server = config.decisionPoint();
    this.decisionPoint = server == null ? null : new DecisionPoint(settings(server), threads);
    if (decisionPoint != null) {
      others.add(decisionPoint);
    }
    for (Policies extension : ServiceLoader.load(Policies.class)) {
      LOG.info("Policies are also decided by {}", extension.getClass().getName());
      others.add(extension);
    }
    this.authorization =
        new Authorization(
            Authorization.Mode.valueOf(config.mode().name().toUpperCase(Locale.ROOT)),
            Authorization.Telling.valueOf(config.errors().name().toUpperCase(Locale.ROOT)),
            Authorization.Introspected.valueOf(
                config.introspection().name().toUpperCase(Locale.ROOT)),
            new PolicySources(expressions, others));
  }

  /**
   * @throws IllegalArgumentException with everything that is wrong with expressions
   */
  static AuthorizationSetup of(AuthorizationConfig config) {
    return new AuthorizationSetup(config);
  }

  private static DecisionPoint.Settings settings(DecisionPointConfig config) {
    return new DecisionPoint.Settings(
        URI.create(config.url()),
        config.token(),
        config.timeout(),
        config.remember(),
        config.cache(),
        config.headers().stream().map(name -> name.toLowerCase(Locale.ROOT)).toList());
  }

  Authorization authorization() {
    return authorization;
  }

  @Override
  public void close() {
    if (decisionPoint != null) {
      decisionPoint.close();
    }
    threads.shutdownNow();
  }
}
