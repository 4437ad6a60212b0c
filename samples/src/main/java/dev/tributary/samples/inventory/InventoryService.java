package dev.tributary.samples.inventory;

import dev.tributary.samples.data.Stock;
import dev.tributary.samples.data.StockRecord;
import dev.tributary.samples.data.Warehouse;
import dev.tributary.samples.inventory.StockRoom.Outcome;
import dev.tributary.samples.inventory.StockRoom.Reservation;
import dev.tributary.samples.serve.Resource;
import dev.tributary.samples.serve.SampleServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The inventory service: REST and JSON, described by its OpenAPI document. */
public final class InventoryService {

  private static final DateTimeFormatter WITH_MILLISECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT);

  private static final int MOST_UPCS = 200;
  private static final int LONGEST_NOTE = 500;
  private static final int LARGEST_QUANTITY = 1_000_000;

  private final StockRoom room;

  private InventoryService(StockRoom room) {
    this.room = room;
  }

  /** The schema to publish; its {@code @source} names the default port. */
  public static String schema() {
    return Resource.text("inventory.graphql");
  }

  /** What makes a subgraph of the {@linkplain #openApi document} that joins products, YAML. */
  public static String mapping() {
    return Resource.text("inventory.mapping.yaml");
  }

  /** The OpenAPI 3.0 document, YAML. */
  public static String openApi() {
    return Resource.text("inventory.yaml");
  }

  /**
   * @param port 0 for any free one
   * @param clock tells when a reservation begins
   */
  public static Future<HttpServer> start(Vertx vertx, int port, InstantSource clock) {
    InventoryService service = new InventoryService(new StockRoom(Stock.generate(), clock));
    return SampleServer.routes(vertx, port, service::addRoutes);
  }

  private void addRoutes(Router router) {
    router.get("/openapi.yaml").handler(this::openApi);
    router.get("/stock").handler(this::stockOfMany);
    router.get("/stock/:upc").handler(this::stockOfOne);
    router.get("/warehouses").handler(this::warehouses);
    router.get("/warehouses/:code").handler(this::warehouse);
    router.get("/shipping").handler(this::shipping);
    router.post("/reservations").handler(this::reserve);
    router.get("/reservations/:id").handler(this::reservation);
  }

  private void openApi(RoutingContext request) {
    request.response().putHeader("content-type", "application/yaml").end(openApi());
  }

  private void stockOfOne(RoutingContext request) {
    answer(request, room.stock(request.pathParam("upc")).map(this::json));
  }

  private void stockOfMany(RoutingContext request) {
    String upcs = request.request().getParam("upcs");
    if (upcs == null || upcs.isEmpty()) {
      problem(request, 400, "the parameter upcs is missing");
      return;
    }
    String[] keys = upcs.split(",");
    if (keys.length > MOST_UPCS) {
      problem(request, 400, "at most " + MOST_UPCS + " products can be asked for at once");
      return;
    }
    answer(
        request,
        200,
        items(Stream.of(keys).flatMap(key -> room.stock(key).stream()).map(this::json)));
  }

  private void warehouses(RoutingContext request) {
    Collection<Warehouse> all = room.warehouses();
    answer(request, 200, items(all.stream().map(InventoryService::json)));
  }

  private void warehouse(RoutingContext request) {
    answer(request, room.warehouse(request.pathParam("code")).map(InventoryService::json));
  }

  private void shipping(RoutingContext request) {
    try {
      int grams = Integer.parseInt(request.request().getParam("grams", ""));
      BigDecimal value = new BigDecimal(request.request().getParam("value", ""));
      if (grams < 0 || value.precision() > 20 || Math.abs(value.scale()) > 20) {
        problem(request, 400, "grams or value are out of range");
        return;
      }
      BigDecimal amount = StockRoom.shipping(grams, value);
      int days = grams > 5_000 ? 6 : 3;
      answer(
          request,
          200,
          new JsonObject().put("amount", amount).put("currency", "EUR").put("days", days));
    } catch (NumberFormatException notANumber) {
      problem(request, 400, "the parameters grams and value must be numbers");
    }
  }

  private void reserve(RoutingContext request) {
    try {
      JsonObject body = request.body().asJsonObject();
      String upc = body == null ? null : body.getString("upc");
      Integer quantity = body == null ? null : body.getInteger("quantity");
      String note = body == null ? null : body.getString("note");
      if (upc == null || quantity == null || quantity < 1 || quantity > LARGEST_QUANTITY) {
        problem(request, 400, "upc and a quantity of one or more are needed");
      } else if (note != null && note.length() > LONGEST_NOTE) {
        problem(request, 400, "a note has at most " + LONGEST_NOTE + " characters");
      } else {
        switch (room.reserve(upc, quantity, note)) {
          case Outcome.Reserved(Reservation reservation) -> answer(request, 201, json(reservation));
          case Outcome.UnknownProduct() -> problem(request, 404, "there is no such product");
          case Outcome.TooFew(int left) -> problem(request, 409, "only " + left + " are left");
        }
      }
    } catch (DecodeException | ClassCastException malformed) {
      problem(request, 400, "a JSON object with upc and quantity is expected");
    }
  }

  private void reservation(RoutingContext request) {
    answer(request, room.reservation(request.pathParam("id")).map(InventoryService::json));
  }

  private JsonObject json(StockRecord record) {
    JsonArray levels = new JsonArray();
    record
        .levels()
        .forEach(
            level ->
                levels.add(
                    new JsonObject()
                        .put("warehouse_code", level.warehouse())
                        .put("quantity", level.quantity())
                        .put("shelf_label", level.shelf())));
    int available = room.available(record);
    return new JsonObject()
        .put("upc", record.upc())
        .put("available", available > 0)
        .put("quantity", available)
        .put("restocked_at", text(record.restocked()))
        .put("levels", levels);
  }

  private static JsonObject json(Warehouse warehouse) {
    return new JsonObject()
        .put("code", warehouse.code())
        .put("city", warehouse.city())
        .put("country", warehouse.country())
        .put("capacity_m3", warehouse.capacity());
  }

  private static JsonObject json(Reservation reservation) {
    return new JsonObject()
        .put("id", reservation.id())
        .put("upc", reservation.upc())
        .put("quantity", reservation.quantity())
        .put("note", reservation.note())
        .put("expires_at", text(reservation.expires()));
  }

  private static @Nullable String text(@Nullable OffsetDateTime time) {
    return time == null ? null : WITH_MILLISECONDS.format(time);
  }

  private static JsonObject items(Stream<JsonObject> items) {
    return new JsonObject().put("items", new JsonArray(items.toList()));
  }

  private static void answer(RoutingContext request, Optional<JsonObject> found) {
    found.ifPresentOrElse(
        body -> answer(request, 200, body),
        () -> problem(request, 404, "there is none of that key"));
  }

  private static void answer(RoutingContext request, int status, JsonObject body) {
    json(request, status, "application/json").end(body.encode());
  }

  private static void problem(RoutingContext request, int status, String title) {
    json(request, status, "application/problem+json")
        .end(new JsonObject().put("title", title).put("status", status).encode());
  }

  private static HttpServerResponse json(RoutingContext request, int status, String mediaType) {
    return request.response().setStatusCode(status).putHeader("content-type", mediaType);
  }
}
