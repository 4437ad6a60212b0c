package dev.tributary.gateway;

import dev.tributary.cost.CostPolicy;
import dev.tributary.cost.Prices;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What operations may cost. */
record CostConfig(
    @Setting(
            "off computes no costs; measure computes and reports them; enforce refuses what is too"
                + " expensive, before anything is fetched.")
        Mode mode,
    @Setting("The most an operation may be estimated at; 0 for no limit.") int maxEstimated,
    @Setting("The most an operation may have cost when it has run; 0 for no limit.") int maxActual,
    @Setting(
            "By service, the most that an operation may be estimated at on its account. Of a dearer"
                + " one that service's part is left out.")
        SortedMap<String, Integer> services,
    @Setting(
            "Count actual costs over what services answered (services), or over what the client is"
                + " sent (answer).")
        Counting count,
    @Setting(
            "When clients are told costs, in extensions.cost: never, when they send the header"
                + " x-tributary-cost (asked), or always.")
        Reporting report,
    @Setting("The clients that are told; empty for all.") List<String> reportTo,
    @Setting("What things cost where the schema says nothing.") PricesConfig prices) {

  enum Mode {
    off,
    measure,
    enforce
  }

  enum Counting {
    services,
    answer
  }

  enum Reporting {
    never,
    asked,
    always
  }

  static final CostConfig DEFAULTS =
      new CostConfig(
          Mode.off,
          0,
          0,
          new TreeMap<>(),
          Counting.services,
          Reporting.never,
          List.of(),
          PricesConfig.DEFAULTS);

  record PricesConfig(
      @Setting("An object, interface or union in an answer.") int object,
      @Setting("A scalar or enum, in an answer or as an argument.") int scalar,
      @Setting("An input object given as an argument.") int inputObject,
      @Setting("A mutation operation, once.") int mutation,
      @Setting("How many items a list has of which nothing is said.") int listSize,
      @Setting("Each call to a service.") int call,
      @Setting("Each entity that a service is asked for.") int representation) {

    static final PricesConfig DEFAULTS = new PricesConfig(1, 0, 1, 10, 10, 0, 0);

    Prices prices() {
      return new Prices(object, scalar, inputObject, mutation, listSize, call, representation);
    }
  }

  CostConfig {
    reportTo = List.copyOf(reportTo);
  }

  CostPolicy policy() {
    Map<String, Long> budgets = new TreeMap<>();
    services.forEach((service, budget) -> budgets.put(service, (long) budget));
    return new CostPolicy(
        CostPolicy.Mode.valueOf(mode.name().toUpperCase(Locale.ROOT)),
        prices.prices(),
        maxEstimated,
        maxActual,
        budgets,
        CostPolicy.Counting.valueOf(count.name().toUpperCase(Locale.ROOT)),
        CostPolicy.Reporting.valueOf(report.name().toUpperCase(Locale.ROOT)),
        Set.copyOf(reportTo));
  }
}
