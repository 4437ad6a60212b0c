package dev.tributary.execute;

import dev.tributary.execute.Instruction.Guard;
import dev.tributary.json.JsonText;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of the projection program that writes the objects of one selection, in the client's
 * order. What every field has (its key, when it is there) stands in arrays beside the instructions:
 * the loop that is run for every field sent reads them without asking the instruction what it is.
 */
final class Segment {

  private final Instruction[] instructions;
  private final Guard[] guards;
  private final byte[][] quotedKeys;
  private final byte[][] tokens;

  private Segment(Builder builder) {
    instructions = builder.instructions.toArray(new Instruction[0]);
    guards = builder.guards.toArray(new Guard[0]);
    quotedKeys = builder.quotedKeys.toArray(new byte[0][]);
    tokens = new byte[quotedKeys.length][];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = Tokens.separatedKey(quotedKeys[i]);
    }
  }

  int size() {
    return instructions.length;
  }

  Instruction instruction(int index) {
    return instructions[index];
  }

  Guard guard(int index) {
    return guards[index];
  }

  /** The client's key as a JSON string. */
  byte[] quotedKey(int index) {
    return quotedKeys[index];
  }

  /** {@code ,"key":}; an object's first field is written without the comma. */
  byte[] token(int index) {
    return tokens[index];
  }

  static final class Builder {
    private final List<Instruction> instructions = new ArrayList<>();
    private final List<Guard> guards = new ArrayList<>();
    private final List<byte[]> quotedKeys = new ArrayList<>();

    void add(String responseKey, Guard guard, Instruction instruction) {
      instructions.add(instruction);
      guards.add(guard);
      quotedKeys.add(JsonText.quote(responseKey));
    }

    Segment build() {
      return new Segment(this);
    }
  }
}
