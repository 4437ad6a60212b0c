package dev.tributary.plan;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The calls of a plan in an order in which each comes after those it rests on.
 *
 * @param calls sorted by stage
 * @param dependsOn for each call the calls that must have ended first, without those that follow
 *     from the others
 */
record CallGraph(List<Call> calls, List<BitSet> dependsOn) {

  /**
   * @param alone the subgraphs of which each fetch is a call of its own
   */
  static CallGraph of(FetchGraph graph, BitSet alone) {
    Map<Fetch, Integer> stages = new HashMap<>();
    graph.fetches().forEach(fetch -> fetch.stage(stages));
    List<Call> calls = batch(graph.fetches(), stages, alone);
    Map<Fetch, Call> callOf = new HashMap<>();
    calls.forEach(call -> call.fetches().forEach(fetch -> callOf.put(fetch, call)));
    delay(calls, callOf, alone);
    calls.removeIf(call -> call.fetches().isEmpty());
    calls.sort(
        Comparator.comparingInt(Call::stage)
            .thenComparingInt(call -> call.fetches().getFirst().number));
    return new CallGraph(List.copyOf(calls), reduced(calls, callOf));
  }

  /** How many calls follow one another at most. */
  int stages() {
    return calls.isEmpty() ? 0 : calls.getLast().stage() + 1;
  }

  /** Entities of one subgraph that can be asked for at the same stage share a call. */
  private static List<Call> batch(List<Fetch> fetches, Map<Fetch, Integer> stages, BitSet alone) {
    record Slot(int subgraph, int stage) {}
    Map<Slot, Call> open = new HashMap<>();
    List<Call> calls = new ArrayList<>();
    for (Fetch fetch : fetches) {
      Slot slot = new Slot(fetch.subgraph, stages.getOrDefault(fetch, 0));
      boolean joins = fetch.entities && !alone.get(fetch.subgraph);
      Call call = joins ? open.get(slot) : null;
      if (call == null) {
        call = new Call(slot.subgraph(), slot.stage());
        calls.add(call);
        if (joins) {
          open.put(slot, call);
        }
      }
      call.fetches().add(fetch);
    }
    return calls;
  }

  /**
   * A call that nothing waits for yet joins a later one to the same subgraph. That saves a call and
   * makes the plan no longer: the later one has to be made anyway, before anything that waits.
   */
  private static void delay(List<Call> calls, Map<Fetch, Call> callOf, BitSet alone) {
    int last = calls.stream().mapToInt(Call::stage).max().orElse(0);
    Map<Call, Integer> latest = new HashMap<>();
    List<Call> backwards = new ArrayList<>(calls);
    backwards.sort(Comparator.comparingInt(Call::stage).reversed());
    for (Call call : backwards) {
      int limit = latest.getOrDefault(call, last);
      if (call.isEntities() && !alone.get(call.subgraph)) {
        backwards.stream()
            .filter(other -> other != call && !other.fetches().isEmpty() && other.isEntities())
            .filter(other -> other.subgraph == call.subgraph)
            .filter(other -> other.stage() > call.stage() && other.stage() <= limit)
            .min(Comparator.comparingInt(Call::stage))
            .ifPresent(
                later -> {
                  call.fetches().forEach(fetch -> callOf.put(fetch, later));
                  call.moveTo(later);
                });
      }
      for (Fetch fetch : call.fetches()) {
        limitBefore(fetch, call.stage(), callOf, latest);
      }
      // What has just been moved is limited by its new place.
      if (call.fetches().isEmpty()) {
        calls.stream()
            .filter(other -> other.stage() == call.stage() && other.subgraph == call.subgraph)
            .flatMap(other -> other.fetches().stream())
            .forEach(fetch -> limitBefore(fetch, call.stage(), callOf, latest));
      }
    }
  }

  private static void limitBefore(
      Fetch fetch, int stage, Map<Fetch, Call> callOf, Map<Call, Integer> latest) {
    for (Fetch before : fetch.after()) {
      Call call = callOf.get(before);
      if (call != null) {
        latest.merge(call, stage - 1, Math::min);
      }
    }
  }

  private static List<BitSet> reduced(List<Call> calls, Map<Fetch, Call> callOf) {
    Map<Call, Integer> ids = new HashMap<>();
    calls.forEach(call -> ids.put(call, ids.size()));
    List<BitSet> reachable = new ArrayList<>();
    List<BitSet> result = new ArrayList<>();
    for (Call call : calls) {
      BitSet direct = new BitSet();
      for (Fetch fetch : call.fetches()) {
        for (Fetch before : fetch.after()) {
          Integer id = ids.get(callOf.get(before));
          if (id != null) {
            direct.set(id);
          }
        }
      }
      BitSet all = (BitSet) direct.clone();
      BitSet implied = new BitSet();
      direct.stream().forEach(id -> implied.or(reachable.get(id)));
      all.or(implied);
      reachable.add(all);
      direct.andNot(implied);
      result.add(direct);
    }
    return result;
  }
}
