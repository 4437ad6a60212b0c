package dev.tributary.execute;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagePolicyTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "User 7 not found.|User 7 not found.",
        "call to https://inside.example:8443/a?b=c failed|call to [redacted] failed",
        "(postgres://u:p@db/x)|([redacted])",
        "connect ECONNREFUSED 10.1.2.3:5432|connect ECONNREFUSED [redacted]",
        "no route to 192.168.0.1|no route to [redacted]",
        "accounts.svc.local:4001 is down|[redacted] is down",
        "ratio 1:10 and version 1.2.3|ratio 1:10 and version 1.2.3",
      })
  void redactsWhatNamesMachines(String message, String told) {
    assertThat(MessagePolicy.REDACT.apply(message)).isEqualTo(told);
  }

  @Test
  void redactsStackTraces() {
    assertThat(MessagePolicy.REDACT.apply("boom\n\tat com.acme.Secret.run(Secret.java:1)"))
        .isEqualTo("boom");
    assertThat(MessagePolicy.REDACT.apply("boom\r\n  at x.js")).isEqualTo("boom");
    assertThat(MessagePolicy.REDACT.apply("")).isEmpty();
  }

  @Test
  void boundsTheLength() {
    assertThat(MessagePolicy.REDACT.apply("a".repeat(100_000))).hasSize(1_000);
    assertThat(MessagePolicy.REDACT.apply("a.".repeat(100_000))).hasSizeLessThan(1_001);
  }

  @Test
  void passesOrReplacesWhenToldTo() {
    assertThat(MessagePolicy.PASS.apply("http://x\ny")).isEqualTo("http://x\ny");
    assertThat(MessagePolicy.REPLACE.apply("secret")).doesNotContain("secret");
  }
}
