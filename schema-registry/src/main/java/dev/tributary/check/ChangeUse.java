package dev.tributary.check;

import java.util.List;

/**
 * Who uses what a change touches.
 *
 * @param executions of all operations that use it
 * @param operations those run most often first; not all of them when they are many
 */
public record ChangeUse(SchemaChange change, long executions, List<RecordedOperation> operations) {

  public ChangeUse {
    operations = List.copyOf(operations);
  }

  public boolean isUsed() {
    return executions > 0;
  }
}
