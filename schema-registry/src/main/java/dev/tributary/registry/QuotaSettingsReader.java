package dev.tributary.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads quotas from JSON and finds everything that is wrong with them. */
final class QuotaSettingsReader {

  /** So much fits what gateways count with, in Redis too. */
  private static final int GREATEST = 50_000_000;

  private static final int MOST_TIERS = 200;
  private static final int MOST_LIMITS = 20;
  private static final int MOST_CLIENTS = 10_000;
  private static final int MOST_CONCURRENT = 1_000_000;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");
  private static final Pattern OPERATION = Pattern.compile("[_A-Za-z][_0-9A-Za-z]{0,127}");
  private static final Pattern PERIOD = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

  /** What refusals are called that no limit makes. */
  private static final Set<String> TAKEN = Set.of("concurrent", "unavailable");

  private final List<SettingProblem> problems = new ArrayList<>();
  private final QuotaSettings quotas;

  QuotaSettingsReader(JsonNode json) {
    QuotaSettings read = QuotaSettings.NONE;
    if (json.isObject()) {
      members(json, "", Set.of("tiers", "clients", "standardTier", "anonymousTier"));
      SortedMap<String, QuotaSettings.Tier> tiers = tiers(json.path("tiers"));
      read =
          new QuotaSettings(
              tiers,
              clients(json.path("clients"), tiers.keySet()),
              tier(json.path("standardTier"), "standardTier", tiers.keySet()),
              tier(json.path("anonymousTier"), "anonymousTier", tiers.keySet()));
    } else {
      wrong("", "quotas are a JSON object with 'tiers' and 'clients'");
    }
    this.quotas = read;
  }

  /** All of them; empty when the quotas are good. */
  List<SettingProblem> problems() {
    return List.copyOf(problems);
  }

  /** To be used when there are no problems. */
  QuotaSettings quotas() {
    return quotas;
  }

  private SortedMap<String, QuotaSettings.Tier> tiers(JsonNode json) {
    SortedMap<String, QuotaSettings.Tier> tiers = new TreeMap<>();
    if (!isObject(json, "tiers")) {
      return tiers;
    }
    if (json.size() > MOST_TIERS) {
      wrong("tiers", "there are more than " + MOST_TIERS + " tiers");
      return tiers;
    }
    for (var member : json.properties()) {
      String path = "tiers." + member.getKey();
      if (!NAME.matcher(member.getKey()).matches()) {
        wrong(path, "a tier's name is 1 to 64 of A-Z a-z 0-9 _ . : -");
      }
      if (isObject(member.getValue(), path)) {
        tiers.put(member.getKey(), tier(member.getValue(), path));
      }
    }
    return tiers;
  }

  private QuotaSettings.Tier tier(JsonNode json, String path) {
    members(json, path, Set.of("limits", "concurrent"));
    List<QuotaSettings.Limit> limits = new ArrayList<>();
    JsonNode list = json.path("limits");
    if (!list.isMissingNode() && !list.isArray()) {
      wrong(path + ".limits", "must be a list");
    } else if (list.size() > MOST_LIMITS) {
      wrong(path + ".limits", "a tier has at most " + MOST_LIMITS + " limits");
    } else {
      Set<String> labels = new HashSet<>();
      int before = problems.size();
      for (int i = 0; i < list.size(); i++) {
        String at = path + ".limits[" + i + "]";
        if (isObject(list.path(i), at)) {
          QuotaSettings.Limit limit = limit(list.path(i), at);
          limits.add(limit);
          if (problems.size() == before && !labels.add(limit.label())) {
            wrong(at, "another limit of the tier is named '" + limit.label() + "': set 'name'");
          }
        }
      }
    }
    return new QuotaSettings.Tier(
        limits, whole(json.path("concurrent"), path + ".concurrent", 0, 0, MOST_CONCURRENT));
  }

  private QuotaSettings.Limit limit(JsonNode json, String path) {
    members(json, path, Set.of("name", "unit", "quota", "per", "burst", "service", "operation"));
    int before = problems.size();
    QuotaSettings.Limit limit =
        new QuotaSettings.Limit(
            text(json, "name", path, NAME, "1 to 64 of A-Z a-z 0-9 _ . : -"),
            unit(json.path("unit"), path),
            required(json, "quota", path)
                ? whole(json.path("quota"), path + ".quota", 1, 1, GREATEST)
                : 1,
            period(json, path),
            whole(json.path("burst"), path + ".burst", 0, 0, GREATEST),
            text(json, "service", path, NAME, "the name of a service"),
            text(json, "operation", path, OPERATION, "the name of an operation"));
    String label = limit.label();
    if (problems.size() == before && (!NAME.matcher(label).matches() || TAKEN.contains(label))) {
      wrong(path + ".name", "'" + label + "' cannot be a limit's name: set another");
    }
    return limit;
  }

  private QuotaSettings.Unit unit(JsonNode json, String path) {
    String unit = json.isMissingNode() ? "cost" : json.asText();
    for (QuotaSettings.Unit known : QuotaSettings.Unit.values()) {
      if (known.name().equals(unit)) {
        return known;
      }
    }
    wrong(path + ".unit", "must be cost or requests");
    return QuotaSettings.Unit.cost;
  }

  private Duration period(JsonNode json, String path) {
    if (!required(json, "per", path)) {
      return Duration.ofMinutes(1);
    }
    Matcher period = PERIOD.matcher(json.path("per").asText());
    if (json.path("per").isTextual() && period.matches()) {
      long amount = Long.parseLong(period.group(1));
      Duration per =
          switch (period.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
          };
      if (per.isPositive() && per.compareTo(Duration.ofDays(1)) <= 0) {
        return per;
      }
    }
    wrong(path + ".per", "must be a period from 1ms to 24h, such as 1s, 1m or 24h");
    return Duration.ofMinutes(1);
  }

  private SortedMap<String, String> clients(JsonNode json, Set<String> tiers) {
    SortedMap<String, String> clients = new TreeMap<>();
    if (!isObject(json, "clients")) {
      return clients;
    }
    if (json.size() > MOST_CLIENTS) {
      wrong("clients", "there are more than " + MOST_CLIENTS + " clients");
      return clients;
    }
    for (var member : json.properties()) {
      String path = "clients." + member.getKey();
      if (!WantedKey.isClient(member.getKey())) {
        wrong(path, "a client's name has " + WantedKey.CLIENT_RULE);
      }
      tier(member.getValue(), path, tiers).ifPresent(tier -> clients.put(member.getKey(), tier));
    }
    return clients;
  }

  private Optional<String> tier(JsonNode json, String path, Set<String> tiers) {
    if (json.isMissingNode()) {
      return Optional.empty();
    }
    if (!json.isTextual() || !tiers.contains(json.asText())) {
      wrong(path, "'" + json.asText() + "' is none of the tiers");
      return Optional.empty();
    }
    return Optional.of(json.asText());
  }

  // Values.

  private Optional<String> text(
      JsonNode json, String member, String path, Pattern form, String rule) {
    JsonNode value = json.path(member);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isTextual() || !form.matcher(value.asText()).matches()) {
      wrong(path + "." + member, "must be " + rule);
      return Optional.empty();
    }
    return Optional.of(value.asText());
  }

  private int whole(JsonNode json, String path, int unset, int least, int most) {
    if (json.isMissingNode()) {
      return unset;
    }
    if (!json.isIntegralNumber()
        || !json.canConvertToInt()
        || json.intValue() < least
        || json.intValue() > most) {
      wrong(path, "must be a whole number from " + least + " to " + most);
      return Math.max(unset, least);
    }
    return json.intValue();
  }

  private boolean required(JsonNode json, String member, String path) {
    if (json.has(member)) {
      return true;
    }
    wrong(path + "." + member, "is missing");
    return false;
  }

  private boolean isObject(JsonNode json, String path) {
    if (json.isMissingNode()) {
      return false;
    }
    if (!json.isObject()) {
      wrong(path, "must be an object");
    }
    return json.isObject();
  }

  private void members(JsonNode json, String path, Set<String> known) {
    for (var member : json.properties()) {
      if (!known.contains(member.getKey())) {
        wrong(
            path.isEmpty() ? member.getKey() : path + "." + member.getKey(),
            "is none of " + String.join(", ", known.stream().sorted().toList()));
      }
    }
  }

  private void wrong(String path, String message) {
    problems.add(new SettingProblem(path, message));
  }
}
