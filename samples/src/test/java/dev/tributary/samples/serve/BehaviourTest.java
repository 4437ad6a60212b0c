package dev.tributary.samples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.samples.SampleServicesExtension;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BehaviourTest {

  @RegisterExtension static final SampleServicesExtension SERVICES = new SampleServicesExtension();

  private static final String QUERY = "{\"query\":\"{ me { id } }\"}";
  private static final String ANSWER = "{\"data\":{\"me\":{\"id\":\"u1\"}}}";

  private final ServiceClient accounts = SERVICES.client("accounts");

  @AfterEach
  void behaveAgain() {
    accounts.post("/admin/behaviour", "{}");
  }

  @ParameterizedTest
  @CsvSource({
    "error, 503, application/json",
    "html, 200, text/html",
    "truncate, 200, application/json"
  })
  void aHeaderMakesOneRequestFail(String mode, int status, String mediaType) {
    HttpResponse<String> answer = accounts.post("/graphql", QUERY, "x-sample-fail", mode);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-type")).hasValue(mediaType);
    assertThat(answer.body()).isNotEqualTo(ANSWER);
    assertThat(accounts.post("/graphql", QUERY).body()).isEqualTo(ANSWER);
  }

  @Test
  void aHeaderMakesOneRequestSlow() {
    long start = System.nanoTime();
    HttpResponse<String> answer = accounts.post("/graphql", QUERY, "x-sample-delay-ms", "120");

    assertThat(answer.body()).isEqualTo(ANSWER);
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(119_000_000);
  }

  @Test
  void anAdministratorMakesEveryRequestFailUntilItIsEnough() {
    HttpResponse<String> changed =
        accounts.post("/admin/behaviour", "{\"failRate\":1,\"mode\":\"html\"}");

    assertThat(changed.statusCode()).isEqualTo(204);
    assertThat(accounts.post("/graphql", QUERY).body()).contains("It works!");

    accounts.post("/admin/behaviour", "{\"failRate\":0}");
    assertThat(accounts.post("/graphql", QUERY).body()).isEqualTo(ANSWER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"delayMs\":30001}",
        "{\"delayMs\":-1}",
        "{\"failRate\":1.1}",
        "{\"mode\":\"explode\"}",
        "{\"delayMs\":\"long\"}",
        "[]",
        "{",
        ""
      })
  void whatIsOutOfBoundsIsRefused(String behaviour) {
    assertThat(accounts.post("/admin/behaviour", behaviour).statusCode()).isEqualTo(400);
    assertThat(accounts.post("/graphql", QUERY).body()).isEqualTo(ANSWER);
  }

  @ParameterizedTest
  @CsvSource({"x-sample-delay-ms, 99999", "x-sample-delay-ms, soon", "x-sample-fail, badly"})
  void aHeaderThatMakesNoSenseIsRefused(String name, String value) {
    assertThat(accounts.post("/graphql", QUERY, name, value).statusCode()).isEqualTo(400);
  }
}
