package dev.throughline.fhir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.util.FileSystemUtils;

/** HAPI FHIR with the Appointments of one partner, on this machine only; all it has is gone when it stops. */
public final class FhirServer {

    private FhirServer() {}

    /** @param arguments the port; the server is then under {@code /fhir} */
    public static void main(String[] arguments) throws IOException, LifecycleException {
        // Hibernate asks for it before anything else does.
        System.setProperty("org.jboss.logging.provider", "slf4j");
        var beans = new AnnotationConfigApplicationContext(FhirBeans.class);
        var folder = Files.createTempDirectory("fhir");
        var tomcat = tomcat(Integer.parseInt(arguments[0]), folder, beans);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(tomcat, folder, beans)));
        tomcat.start();
        System.out.println("FHIR R4 at http://127.0.0.1:" + arguments[0] + "/fhir");
        tomcat.getServer().await();
    }

    private static Tomcat tomcat(int port, Path folder, AnnotationConfigApplicationContext beans) {
        var tomcat = new Tomcat();
        tomcat.setSilent(true);
        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(port);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        serve(tomcat.addContext("", folder.toString()), beans);
        return tomcat;
    }

    private static void serve(Context context, AnnotationConfigApplicationContext beans) {
        var servlet = Tomcat.addServlet(context, "fhir", beans.getBean(AppointmentDesk.class));
        servlet.setLoadOnStartup(1);
        context.addServletMappingDecoded("/fhir/*", "fhir");
    }

    private static void stop(Tomcat tomcat, Path folder, AnnotationConfigApplicationContext beans) {
        try {
            tomcat.stop();
            beans.close();
            FileSystemUtils.deleteRecursively(folder);
        } catch (LifecycleException | IOException e) {
            System.err.println("It did not stop as it should: " + e.getMessage());
        }
    }
}
