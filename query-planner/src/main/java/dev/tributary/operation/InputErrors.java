package dev.tributary.operation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The errors of one request's variables, each with the path to the value at fault. */
final class InputErrors {

  /**
   * A client mends the first few; a list of a million wrong items must not become as many errors.
   */
  private static final int MAX_ERRORS = 50;

  private static final int MAX_PATH = 200;

  private final List<RequestError> errors = new ArrayList<>();
  private final Deque<String> path = new ArrayDeque<>();
  private String variable = "";

  void enterVariable(String name) {
    variable = name;
    path.clear();
  }

  void enterField(String name) {
    path.addLast((path.isEmpty() ? "" : ".") + name);
  }

  void enterItem(int index) {
    path.addLast("[" + index + "]");
  }

  void leave() {
    path.removeLast();
  }

  int depth() {
    return path.size();
  }

  /**
   * @param problem the rest of a sentence that begins with the variable and ends without a stop
   */
  void add(String problem) {
    if (isFull()) {
      return;
    }
    String at = path.isEmpty() ? "" : " at \"" + shown(String.join("", path)) + "\"";
    errors.add(
        RequestError.of(
            ErrorCode.BAD_USER_INPUT,
            "Variable \"$" + variable + "\"" + at + ": " + problem + "."));
  }

  /** The end of a path tells more than its beginning. */
  private static String shown(String path) {
    return path.length() > MAX_PATH ? "..." + path.substring(path.length() - MAX_PATH) : path;
  }

  boolean isFull() {
    return errors.size() == MAX_ERRORS;
  }

  boolean isEmpty() {
    return errors.isEmpty();
  }

  List<RequestError> list() {
    return errors;
  }
}
