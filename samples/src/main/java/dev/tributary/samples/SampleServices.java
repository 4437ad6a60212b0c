package dev.tributary.samples;

import dev.tributary.samples.accounts.AccountsService;
import dev.tributary.samples.inventory.InventoryService;
import dev.tributary.samples.products.ProductsService;
import dev.tributary.samples.reviews.ReviewsService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.time.InstantSource;
import java.util.List;

/** Starts the four sample services in one process, each on a port of its own. */
public final class SampleServices {

  private SampleServices() {}

  /**
   * Where the services listen; 0 is any free port.
   *
   * @see #DEFAULT
   */
  public record Ports(int accounts, int products, int reviews, int inventory) {

    /** The ports that the guide uses. */
    public static final Ports DEFAULT = new Ports(4101, 4102, 4103, 4104);

    /** Whatever is free. */
    public static final Ports ANY = new Ports(0, 0, 0, 0);
  }

  /**
   * A service that answers.
   *
   * @param url what to publish it under: the GraphQL endpoint, or the base of a REST service
   * @param schema the subgraph schema to publish
   */
  public record Service(String name, String url, String schema, HttpServer server) {}

  /** All four, until they are closed. */
  public record Running(List<Service> services) {

    public Running {
      services = List.copyOf(services);
    }

    /** The one of that name. */
    public Service service(String name) {
      return services.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    }

    /** Closes all servers and their connections. */
    public Future<Void> close() {
      return Future.all(services.stream().map(one -> one.server().close()).toList()).mapEmpty();
    }
  }

  /** Starts all four; fails when one cannot listen. */
  public static Future<Running> start(Vertx vertx, Ports ports) {
    return start(vertx, ports, InstantSource.system());
  }

  /**
   * Starts all four; fails when one cannot listen.
   *
   * @param clock what new reviews and reservations are dated by
   */
  public static Future<Running> start(Vertx vertx, Ports ports, InstantSource clock) {
    return Future.all(
            AccountsService.start(vertx, ports.accounts())
                .map(server -> graphQl("accounts", AccountsService.schema(), server)),
            ProductsService.start(vertx, ports.products())
                .map(server -> graphQl("products", ProductsService.schema(), server)),
            ReviewsService.start(vertx, ports.reviews(), clock)
                .map(server -> graphQl("reviews", ReviewsService.schema(), server)),
            InventoryService.start(vertx, ports.inventory(), clock).map(SampleServices::inventory))
        .map(all -> new Running(all.list()));
  }

  private static Service graphQl(String name, String schema, HttpServer server) {
    return new Service(name, base(server) + "/graphql", schema, server);
  }

  private static Service inventory(HttpServer server) {
    // A REST service is reached by what its schema's @source says.
    String standard = "http://localhost:" + Ports.DEFAULT.inventory();
    String schema = InventoryService.schema().replace(standard, base(server));
    return new Service("inventory", base(server), schema, server);
  }

  private static String base(HttpServer server) {
    return "http://localhost:" + server.actualPort();
  }
}
