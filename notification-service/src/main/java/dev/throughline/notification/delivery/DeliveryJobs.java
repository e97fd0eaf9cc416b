package dev.throughline.notification.delivery;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.kit.job.Job;
import dev.throughline.kit.job.JobSettlement;
import dev.throughline.kit.job.NewJob;
import dev.throughline.kit.work.Work;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Makes the jobs that deliver, and calls off those that another has replaced. */
@ApplicationScoped
public class DeliveryJobs {

    static final String DELIVER = "notification.deliver";
    private static final String NOTIFICATION = "notification";

    private final ObjectMapper json;
    private final JobSettlement settlement;

    DeliveryJobs(ObjectMapper json, JobSettlement settlement) {
        this.json = json;
        this.settlement = settlement;
    }

    /** The job {@code id} that delivers a notification about {@code booking}. */
    public NewJob deliver(UUID id, UUID notification, UUID booking) {
        var payload = json.createObjectNode().put(NOTIFICATION, notification.toString());
        return new NewJob(id, DELIVER, "booking/" + booking, payload, null);
    }

    /** Calls off {@code job}, if it has given up: another one is about to deliver the notification. */
    public Uni<Void> replaced(Work work, UUID job) {
        return settlement.supersede(work, job, "Replaced by a resend");
    }

    static UUID notification(Job job) {
        return UUID.fromString(job.payload().path(NOTIFICATION).textValue());
    }
}
