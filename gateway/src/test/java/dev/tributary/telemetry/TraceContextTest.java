package dev.tributary.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String GIVEN = "00-" + TRACE + "-00f067aa0ba902b7-01";

  private static MultiMap given(String parent) {
    return MultiMap.caseInsensitiveMultiMap().add("traceparent", parent);
  }

  @Test
  void aRequestBelongsToTheTraceOfItsSender() {
    TraceContext context = TraceContext.of(given(GIVEN).add("tracestate", "vendor=1"));

    assertThat(context).isNotNull();
    assertThat(context.traceId()).isEqualTo(TRACE);
    assertThat(context.parent()).isEqualTo(0x00f067aa0ba902b7L);
    assertThat(context.sampled()).isTrue();
    assertThat(context.state()).isEqualTo("vendor=1");
    assertThat(context.traceparent(0xabcL)).isEqualTo("00-" + TRACE + "-0000000000000abc-01");
    assertThat(context.sampled(false).traceparent(0xabcL)).endsWith("-00");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01more",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g",
        "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
      })
  void whatIsNotWellFormedIsNoTrace(String parent) {
    assertThat(TraceContext.of(given(parent))).isNull();
  }

  @Test
  void aLaterVersionMayAddToTheEnd() {
    assertThat(TraceContext.of(given("cc" + GIVEN.substring(2) + "-more"))).isNotNull();
  }

  @Test
  void aStateThatIsTooLongIsNotPassedOn() {
    TraceContext context = TraceContext.of(given(GIVEN).add("tracestate", "a".repeat(513)));
    assertThat(context).isNotNull();
    assertThat(context.state()).isEmpty();
  }
}
