# Sourced by the commands beside it: finds Java, builds the launcher if it is not there, and runs it.
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
if ! command -v "$java" >/dev/null 2>&1; then
  echo "Throughline needs JDK 17 or newer, and finds no java. Install one, or point JAVA_HOME at it." >&2
  exit 1
fi
feature="$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.specification.version = //p')"
case "$feature" in
  1.* | 9 | 1[0-6] | "")
    echo "Throughline needs JDK 17 or newer; $java is version ${feature:-unknown}. Point JAVA_HOME at a newer one." >&2
    exit 1
    ;;
esac
jar="$root/deploy/local/target/local.jar"
outdated() {
  [ "$(basename "$0")" = up ] && [ -n "$(find "$root/deploy/local/src/main" "$root/deploy/parts/src/main" -newer "$jar" -print -quit)" ]
}
if [ ! -f "$jar" ] || outdated; then
  echo "Building (the first time, Maven fetches what it needs; a few minutes) …" >&2
  (cd "$root" && ./mvnw -q package -DskipTests) >&2
fi
launch() {
  exec "$java" -XX:+UseSerialGC -Xmx256m -XX:TieredStopAtLevel=1 -Dthroughline.root="$root" -jar "$jar" "$@"
}
