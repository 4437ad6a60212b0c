package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.execute.AnswerAge;
import dev.tributary.supergraph.CacheHint.Scope;
import io.vertx.core.buffer.Buffer;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ValidatorsTest {

  private static final String JSON = "application/json";

  private final Validators validators = new Validators();

  private String tag(int body, boolean known, String contentType, String coding) {
    Buffer bytes = Buffer.buffer("body " + body);
    String told = known ? AnswerAge.tagOf(bytes.getBytes()) : null;
    return validators.tag(new AnswerAge(60, Scope.PUBLIC, null, told), bytes, contentType, coding);
  }

  @Test
  void eachFormOfEachBodyHasATagOfItsOwnHoweverManyThereAre() {
    Set<String> tags = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      tags.add(tag(i, true, JSON, ""));
      tags.add(tag(i, true, JSON, "gzip"));
      tags.add(tag(i, true, JSON, "br" + ",".repeat(200)));
      tags.add(tag(i, true, "application/graphql-response+json", ""));
    }
    assertThat(tags).hasSize(4_000).allMatch(tag -> tag.matches("\"[0-9a-f]{32}\""));
  }

  @Test
  void itIsTheSameWheneverItIsAskedForAndWhetherTheBodyWasKeptOrNot() {
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 1_000; i++) {
        assertThat(tag(i, true, JSON, "gzip")).isEqualTo(tag(i, false, JSON, "gzip"));
      }
    }
  }
}
