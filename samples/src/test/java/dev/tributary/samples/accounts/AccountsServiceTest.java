package dev.tributary.samples.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.samples.SampleServicesExtension;
import dev.tributary.samples.serve.ServiceClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AccountsServiceTest {

  @RegisterExtension static final SampleServicesExtension SERVICES = new SampleServicesExtension();

  private final ServiceClient accounts = SERVICES.client("accounts");

  @Test
  void usersComeInPages() {
    JsonObject data = accounts.data("{ users(first: 3, offset: 198) { id } }");

    assertThat(data.encode()).isEqualTo("{\"users\":[{\"id\":\"u199\"},{\"id\":\"u200\"}]}");
  }

  @Test
  void anAccountIsAUserOrABrand() {
    JsonObject data =
        accounts.data(
            "{ accounts(ids: [\"b2\", \"u1\", \"x\"]) { __typename id ... on Brand { country } }"
                + " }");

    assertThat(data.getJsonArray("accounts"))
        .isEqualTo(
            new JsonArray(
                """
                [{"__typename": "Brand", "id": "b2", "country": "NL"},
                 {"__typename": "User", "id": "u1"}, null]\
                """));
  }

  @Test
  void aPrivateContactIsNullWithAnError() {
    JsonObject response = accounts.response("{ user(id: \"u4\") { contact { city } } }", Map.of());

    assertThat(response.getJsonObject("data").encode()).isEqualTo("{\"user\":{\"contact\":null}}");
    JsonObject error = response.getJsonArray("errors").getJsonObject(0);
    assertThat(error.getJsonArray("path")).isEqualTo(new JsonArray(List.of("user", "contact")));
    assertThat(error.getJsonObject("extensions").getString("code")).isEqualTo("PRIVATE");
  }

  @Test
  void aUserIsFoundByEitherKey() {
    String username =
        accounts.data("{ me { username } }").getJsonObject("me").getString("username");

    JsonObject data =
        accounts.data(
            "query($of: [_Any!]!) { _entities(representations: $of) { ... on User { id } } }",
            Map.of(
                "of",
                List.of(
                    Map.of("__typename", "User", "username", username),
                    Map.of("__typename", "User", "id", "u2"),
                    Map.of("__typename", "User", "id", "nobody"))));

    assertThat(data.getJsonArray("_entities").encode())
        .isEqualTo("[{\"id\":\"u1\"},{\"id\":\"u2\"},null]");
  }

  @Test
  void aRepresentationOfAnUnknownTypeFailsAlone() {
    JsonObject response =
        accounts.response(
            "query($of: [_Any!]!) { _entities(representations: $of) { __typename } }",
            Map.of(
                "of",
                List.of(Map.of("__typename", "Zap"), Map.of("__typename", "User", "id", "u2"))));

    assertThat(response.getJsonObject("data").getJsonArray("_entities").encode())
        .isEqualTo("[null,{\"__typename\":\"User\"}]");
    assertThat(response.getJsonArray("errors").getJsonObject(0).getJsonArray("path"))
        .isEqualTo(new JsonArray(List.of("_entities", 0)));
  }

  @Test
  void aNewDisplayNameStays() {
    accounts.data("mutation { changeDisplayName(id: \"u9\", displayName: \"Nine\") { id } }");

    assertThat(accounts.data("{ user(id: \"u9\") { displayName } }").encode()).contains("Nine");
  }

  @Test
  void theSchemaIsServedAsItIsPublished() {
    String sdl = accounts.data("{ _service { sdl } }").getJsonObject("_service").getString("sdl");

    assertThat(sdl).isEqualTo(AccountsService.schema());
  }

  @Test
  void moreThanAHundredUsersAtOnceAreRefused() {
    JsonObject response = accounts.response("{ users(first: 101) { id } }", Map.of());

    assertThat(response.getJsonArray("errors").encode()).contains("from 0 to 100, not 101");
  }
}
