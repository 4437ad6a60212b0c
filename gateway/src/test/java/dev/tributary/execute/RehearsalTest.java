package dev.tributary.execute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.execute.PreparedOperation.Ready;
import org.junit.jupiter.api.Test;

class RehearsalTest {

  @Test
  void preparesAnOperationThatAsksBothServices() {
    assertThat(Rehearsal.prepare())
        .isInstanceOfSatisfying(
            Ready.class, ready -> assertThat(ready.compiled().planText()).contains("0 a:", " b "));
  }
}
