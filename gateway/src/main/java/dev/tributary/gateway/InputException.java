package dev.tributary.gateway;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What the user handed to a command cannot be used; the message is all they need to know. */
final class InputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  InputException(String message) {
    super(message);
  }

  /** A file's text. */
  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new InputException("there is no file " + file);
    } catch (IOException e) {
      throw new InputException("cannot read " + file + ": " + reason(e));
    }
  }

  /** Why a file cannot be read or written, in words: some exceptions say the file's name only. */
  static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException missing -> "there is no such directory";
      case AccessDeniedException denied -> "permission denied";
      case CharacterCodingException coding -> "it is not UTF-8 text";
      default -> String.valueOf(e.getMessage());
    };
  }
}
