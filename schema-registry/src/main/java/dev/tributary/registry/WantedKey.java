package dev.tributary.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A key that somebody would like a client to have.
 *
 * @param client who will hold it
 * @param scopes what it allows
 * @param tier which tier the client gets; empty leaves it where it is
 * @param expires from when on it is refused; empty for never
 * @param hash of a key that was made elsewhere; empty to have one made
 */
public record WantedKey(
    String client,
    List<String> scopes,
    Optional<String> tier,
    Optional<Instant> expires,
    Optional<String> hash) {

  static final String CLIENT_RULE =
      "1 to 128 characters that can be printed, and no space at either end";

  /** Databases know no much later ones. */
  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  private static final int MOST_CLIENT = 128;
  private static final int MOST_SCOPES = 100;

  /** RFC 6749, section 3.3. */
  private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5b\\x5d-\\x7e]{1,128}");

  public WantedKey {
    scopes = List.copyOf(scopes);
  }

  static boolean isClient(String name) {
    return !name.isEmpty()
        && name.length() <= MOST_CLIENT
        && name.equals(name.strip())
        && name.chars().noneMatch(Character::isISOControl)
        && StandardCharsets.UTF_8.newEncoder().canEncode(name);
  }

  /** What is wrong with it, apart from its tier. */
  List<SettingProblem> problems(Instant now) {
    List<SettingProblem> problems = new ArrayList<>();
    if (!isClient(client)) {
      problems.add(new SettingProblem("client", "must have " + CLIENT_RULE));
    }
    if (scopes.size() > MOST_SCOPES) {
      problems.add(new SettingProblem("scopes", "are at most " + MOST_SCOPES));
    }
    for (int i = 0; i < Math.min(scopes.size(), MOST_SCOPES); i++) {
      if (!SCOPE.matcher(scopes.get(i)).matches()) {
        problems.add(
            new SettingProblem(
                "scopes[" + i + "]", "must be 1 to 128 characters without spaces, \" and \\"));
      }
    }
    if (expires.isPresent() && !expires.get().isAfter(now)) {
      problems.add(new SettingProblem("expires", "is past: a key's end is to come"));
    } else if (expires.isPresent() && expires.get().isAfter(LATEST)) {
      problems.add(new SettingProblem("expires", "is later than " + LATEST));
    }
    if (hash.isPresent() && !ClientKey.isHash(hash.get())) {
      problems.add(
          new SettingProblem(
              "hash", "must be sha256: or hmac-sha256: and 64 hexadecimal digits in lower case"));
    }
    return problems;
  }

  /**
   * Reads a request's body.
   *
   * @param problems what cannot be read is added here
   */
  static WantedKey read(JsonNode json, List<SettingProblem> problems) {
    for (var member : json.properties()) {
      if (!Set.of("client", "scopes", "tier", "expires", "hash").contains(member.getKey())) {
        problems.add(
            new SettingProblem(member.getKey(), "is none of client, scopes, tier, expires, hash"));
      }
    }
    List<String> scopes = new ArrayList<>();
    JsonNode list = json.path("scopes");
    if (!list.isMissingNode() && !list.isArray()) {
      problems.add(new SettingProblem("scopes", "must be a list of strings"));
    }
    for (JsonNode scope : list) {
      scopes.add(scope.isTextual() ? scope.asText() : "");
    }
    return new WantedKey(
        text(json, "client", problems).orElse(""),
        scopes,
        text(json, "tier", problems),
        text(json, "expires", problems).flatMap(text -> instant(text, problems)),
        text(json, "hash", problems));
  }

  private static Optional<String> text(
      JsonNode json, String member, List<SettingProblem> problems) {
    JsonNode value = json.path(member);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      problems.add(new SettingProblem(member, "must be a string"));
      return Optional.empty();
    }
    return Optional.of(value.asText());
  }

  private static Optional<Instant> instant(String text, List<SettingProblem> problems) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      problems.add(
          new SettingProblem("expires", "must be an instant such as 2027-01-31T00:00:00Z"));
      return Optional.empty();
    }
  }
}
