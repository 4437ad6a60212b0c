package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.file.Path;

/** A gateway by its configuration, for tests of what is around one. */
final class FollowingGateway implements AutoCloseable {

  private final Gateway gateway;

  /** Starts it; it may have nothing to serve yet. */
  FollowingGateway(Vertx vertx, Path directory, String yaml) {
    ConfigResult result = new ConfigReader(new Substitution(name -> null, directory)).read(yaml);
    assertThat(result).isInstanceOf(ConfigResult.Valid.class);
    gateway = Await.on(Gateway.start(vertx, ((ConfigResult.Valid) result).config(), directory));
  }

  /** Where it answers GraphQL. */
  String url() {
    return "http://127.0.0.1:" + gateway.port() + "/graphql";
  }

  @Override
  public void close() {
    Await.on(gateway.stop());
  }
}
