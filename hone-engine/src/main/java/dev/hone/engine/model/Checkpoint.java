package dev.hone.engine.model;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * The state of a training run in one file: a mark, the setup, the step count, each parameter with
 * its two moments (big-endian floats), and a CRC-32C of all that. Written under another name,
 * flushed to disk, renamed: a kill leaves the old file or the new one.
 */
final class Checkpoint {

  private static final long MARK = 0x484f4e45434b5031L; // HONECKP1
  private static final int CHUNK = 1 << 14;
  private static final int BUFFER = 1 << 17;

  private Checkpoint() {}

  static void write(Path file, String setup, List<Parameter> parameters, AdamW optimizer) {
    Path target = file.toAbsolutePath().normalize();
    Path partial = target.resolveSibling(target.getFileName() + ".partial");
    try {
      Path parent = target.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      try (FileOutputStream raw = new FileOutputStream(partial.toFile())) {
        CheckedOutputStream checked =
            new CheckedOutputStream(new BufferedOutputStream(raw, BUFFER), new CRC32C());
        DataOutputStream out = new DataOutputStream(checked);
        out.writeLong(MARK);
        out.writeUTF(setup);
        out.writeInt(optimizer.steps());
        out.writeInt(parameters.size());
        byte[] chunk = new byte[CHUNK * Float.BYTES];
        for (int i = 0; i < parameters.size(); i++) {
          out.writeUTF(parameters.get(i).name());
          out.writeInt(parameters.get(i).value().length);
          write(out, parameters.get(i).value(), chunk);
          write(out, optimizer.moment1(i), chunk);
          write(out, optimizer.moment2(i), chunk);
        }
        out.writeLong(checked.getChecksum().getValue());
        out.flush();
        raw.getFD().sync();
      }
      Files.move(
          partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      if (parent != null) {
        WholeFolder.sync(parent);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          file + " could not be written (" + e + "); check free space and rights", e);
    }
  }

  private static void write(DataOutputStream out, float[] values, byte[] chunk) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(chunk);
    for (int at = 0; at < values.length; at += CHUNK) {
      int some = Math.min(CHUNK, values.length - at);
      buffer.asFloatBuffer().put(values, at, some);
      out.write(chunk, 0, some * Float.BYTES);
    }
  }

  /** Checks the whole file first, so that a bad one leaves the run as it was. */
  static void read(Path file, String setup, List<Parameter> parameters, AdamW optimizer) {
    try {
      pass(file, setup, parameters, optimizer, false);
      pass(file, setup, parameters, optimizer, true);
    } catch (EOFException e) {
      throw BadModel.of(file, "the checkpoint is cut off; go back to an older one", e);
    } catch (IOException e) {
      throw BadModel.of(file, "the checkpoint cannot be read", e);
    }
  }

  private static void pass(
      Path file, String setup, List<Parameter> parameters, AdamW optimizer, boolean keep)
      throws IOException {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
      CheckedInputStream checked = new CheckedInputStream(raw, new CRC32C());
      DataInputStream in = new DataInputStream(checked);
      if (in.readLong() != MARK) {
        throw BadModel.of(file, "is no checkpoint of a training run");
      }
      String written = in.readUTF();
      if (!written.equals(setup)) {
        throw BadModel.of(
            file, "the checkpoint is of another setup: '" + written + "', not '" + setup + "'");
      }
      int steps = in.readInt();
      boolean fits = in.readInt() == parameters.size();
      byte[] chunk = new byte[CHUNK * Float.BYTES];
      for (int i = 0; fits && i < parameters.size(); i++) {
        Parameter parameter = parameters.get(i);
        fits = in.readUTF().equals(parameter.name()) && in.readInt() == parameter.value().length;
        if (fits) {
          read(in, parameter.value(), chunk, keep);
          read(in, optimizer.moment1(i), chunk, keep);
          read(in, optimizer.moment2(i), chunk, keep);
        }
      }
      long sum = checked.getChecksum().getValue();
      if (!fits || in.readLong() != sum || raw.read() >= 0) {
        throw BadModel.of(file, "the checkpoint is damaged; go back to an older one");
      }
      if (keep) {
        optimizer.restore(steps);
      }
    }
  }

  private static void read(DataInputStream in, float[] values, byte[] chunk, boolean keep)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(chunk);
    for (int at = 0; at < values.length; at += CHUNK) {
      int some = Math.min(CHUNK, values.length - at);
      in.readFully(chunk, 0, some * Float.BYTES);
      if (keep) {
        buffer.asFloatBuffer().get(values, at, some);
      }
    }
  }
}
