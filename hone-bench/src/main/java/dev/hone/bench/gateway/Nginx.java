package dev.hone.bench.gateway;

import dev.hone.bench.BenchException;
import dev.hone.bench.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The nginx of this machine as a plain reverse proxy. */
final class Nginx {

  private static final List<Path> PLACES =
      List.of(
          Path.of("/usr/sbin/nginx"),
          Path.of("/usr/local/sbin/nginx"),
          Path.of("/usr/bin/nginx"),
          Path.of("/usr/local/bin/nginx"),
          Path.of("/opt/homebrew/bin/nginx"));

  private Nginx() {}

  static Optional<Path> program() {
    return PLACES.stream().filter(Files::isExecutable).findFirst();
  }

  /** Starts it with everything that it writes in that folder. */
  static Candidate start(Path program, Path folder, int upstream) throws InterruptedException {
    int port = ChildProcess.freePort();
    Path file = folder.resolve("nginx.conf");
    try {
      Files.writeString(file, configuration(folder, port, upstream));
    } catch (IOException e) {
      throw new BenchException(file + " cannot be written: " + e.getMessage(), e);
    }
    ChildProcess process =
        ChildProcess.start(
            "nginx",
            List.of(program.toString(), "-p", folder.toString(), "-c", file.toString()),
            Map.of(),
            folder.resolve("nginx.log"));
    Candidate candidate =
        Candidate.of(Candidate.NGINX, "nginx, 1 worker", new Way(port, Map.of()), process);
    process.awaitPort(port);
    return candidate;
  }

  /** One worker, connections to both sides kept alive, nothing logged, events passed on at once. */
  static String configuration(Path folder, int port, int upstream) {
    return
"""
daemon off;
worker_processes 1;
pid FOLDER/nginx.pid;
error_log stderr warn;
events { worker_connections 32768; }
http {
  access_log off;
  client_body_temp_path FOLDER/body;
  proxy_temp_path FOLDER/proxy;
  fastcgi_temp_path FOLDER/fastcgi;
  uwsgi_temp_path FOLDER/uwsgi;
  scgi_temp_path FOLDER/scgi;
  client_body_buffer_size 64k;
  keepalive_requests 100000000;
  tcp_nodelay on;
  upstream scripted {
    server 127.0.0.1:UPSTREAM;
    keepalive 256;
    keepalive_requests 100000000;
  }
  server {
    listen 127.0.0.1:PORT backlog=4096;
    location / {
      proxy_pass http://scripted;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
      proxy_read_timeout 600s;
    }
  }
}
"""
        .replace("FOLDER", folder.toString())
        .replace("UPSTREAM", Integer.toString(upstream))
        .replace("PORT", Integer.toString(port));
  }
}
