package dev.tributary.execute;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What is to be begun next of one run's steps. There are no stages: every step counts the steps
 * that it waits for, and is ready when the last of these has ended, well or not. So a slow service
 * holds up what needs it and nothing else. Confined to the request's event loop.
 */
final class StepSchedule {

  private final List<StepProgram> steps;
  private final int[] waitingFor;
  private final int[] calls;
  private final Queue<StepProgram> ready = new ArrayDeque<>();
  private int open;

  StepSchedule(List<StepProgram> steps) {
    this.steps = steps;
    this.open = steps.size();
    this.waitingFor = new int[open];
    this.calls = new int[open];
    for (StepProgram step : steps) {
      waitingFor[step.id()] = step.dependencies();
      if (step.dependencies() == 0) {
        ready.add(step);
      }
    }
  }

  /** A step that is ready and has not been begun; null when there is none now. */
  @Nullable StepProgram next() {
    return ready.poll();
  }

  /** A step makes this many calls, each of which is to end; without any, it has ended. */
  void calls(StepProgram step, int number) {
    calls[step.id()] = number;
    if (number == 0) {
      ended(step);
    }
  }

  void callEnded(StepProgram step) {
    if (--calls[step.id()] == 0) {
      ended(step);
    }
  }

  private void ended(StepProgram step) {
    open--;
    for (int id : step.dependents()) {
      if (--waitingFor[id] == 0) {
        ready.add(steps.get(id));
      }
    }
  }

  /** Whether all steps have ended. */
  boolean isDone() {
    return open == 0;
  }
}
