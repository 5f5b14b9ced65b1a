import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Enumeration;
import javax.jms.BytesMessage;
import javax.jms.Connection;
import javax.jms.DeliveryMode;
import javax.jms.JMSException;
import javax.jms.MapMessage;
import javax.jms.Message;
import javax.jms.MessageConsumer;
import javax.jms.MessageProducer;
import javax.jms.Session;
import javax.jms.TextMessage;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.activemq.command.ActiveMQDestination;

/**
 * A national system as its customs build it: JMS over OpenWire, with a stock client.
 *
 * <pre>
 * java Officer URL USER          the password is the first line of standard input
 * send DEST KIND [name=value]... BASE64     -> sent | refused REASON
 *      KIND: text bytes map compressed transacted; DEST: queue://NAME or topic://NAME
 * receive DEST MILLIS                       -> message CLASS USER BASE64 name=value... | none
 * exchange DEST MILLIS DEST [name=value]... BASE64
 *      takes a message and sends one, in one transaction
 *                                           -> committed REDELIVERED | none | failed REASON
 * quit
 * </pre>
 *
 * One answer a line, on standard output. Texts travel in base64 so that a body may hold lines.
 */
public final class Officer {
    private final Connection connection;
    private final ActiveMQConnectionFactory factory;

    private Officer(String url, String user, String password) throws JMSException {
        factory = new ActiveMQConnectionFactory(user, password, url);
        // An answer means that the broker has taken it: this process may be killed right after.
        factory.setSendAcksAsync(false);
        connection = factory.createConnection();
        connection.start();
    }

    public static void main(String[] arguments) throws Exception {
        BufferedReader orders =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String password = orders.readLine();
        Officer officer;
        try {
            officer = new Officer(arguments[0], arguments[1], password);
        } catch (JMSException error) {
            say("refused " + line(error));
            // The client's own threads would keep a refused process alive.
            System.exit(0);
            return;
        }
        say("connected");
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            String[] words = order.split(" ");
            if (words[0].equals("quit")) {
                break;
            }
            try {
                say(officer.answer(words));
            } catch (JMSException error) {
                say("refused " + line(error));
            }
        }
        officer.connection.close();
    }

    private String answer(String[] words) throws JMSException {
        switch (words[0]) {
            case "send":
                return send(words);
            case "exchange":
                return exchange(words);
            default:
                return receive(words);
        }
    }

    private String send(String[] words) throws JMSException {
        String kind = words[2];
        String body = decode(words[words.length - 1]);
        boolean transacted = kind.equals("transacted");
        ((org.apache.activemq.ActiveMQConnection) connection)
            .setUseCompression(kind.equals("compressed"));
        Session session = connection.createSession(transacted, Session.AUTO_ACKNOWLEDGE);
        try {
            Message message = make(session, kind, body);
            for (int at = 3; at < words.length - 1; at++) {
                String[] property = words[at].split("=", 2);
                set(message, property[0], property[1]);
            }
            MessageProducer producer = session.createProducer(destination(words[1]));
            producer.setDeliveryMode(DeliveryMode.PERSISTENT);
            producer.send(message);
            if (transacted) {
                session.commit();
            }
            return "sent";
        } finally {
            session.close();
        }
    }

    /** What a national system does: an answer goes out if and only if what it answers is taken. */
    private String exchange(String[] words) {
        try {
            Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
            MessageConsumer consumer = session.createConsumer(destination(words[1]));
            Message taken = consumer.receive(Long.parseLong(words[2]));
            if (taken == null) {
                return "none";
            }
            Message answer = session.createTextMessage(decode(words[words.length - 1]));
            for (int at = 4; at < words.length - 1; at++) {
                String[] property = words[at].split("=", 2);
                set(answer, property[0], property[1]);
            }
            MessageProducer producer = session.createProducer(destination(words[3]));
            producer.setDeliveryMode(DeliveryMode.PERSISTENT);
            producer.send(answer);
            session.commit();
            session.close();
            return "committed " + taken.getJMSRedelivered();
        } catch (JMSException error) {
            return "failed " + line(error);
        }
    }

    private static Message make(Session session, String kind, String body) throws JMSException {
        switch (kind) {
            case "bytes":
                BytesMessage bytes = session.createBytesMessage();
                bytes.writeBytes(body.getBytes(StandardCharsets.UTF_8));
                return bytes;
            case "map":
                MapMessage map = session.createMapMessage();
                map.setString("body", body);
                return map;
            default:
                return session.createTextMessage(body);
        }
    }

    /** JMSType and JMSCorrelationID have setters; all else is a property, whatever its name. */
    private static void set(Message message, String name, String value) throws JMSException {
        if (name.equals("JMSType")) {
            message.setJMSType(value);
        } else if (name.equals("JMSCorrelationID")) {
            message.setJMSCorrelationID(value);
        } else {
            // The stock client refuses a name like content-length as a property; an attacker's
            // client does not ask.
            org.apache.activemq.command.ActiveMQMessage bare =
                (org.apache.activemq.command.ActiveMQMessage) message;
            bare.setObjectProperty(name, value, false);
        }
    }

    private String receive(String[] words) throws JMSException {
        Session session = connection.createSession(false, Session.CLIENT_ACKNOWLEDGE);
        try {
            MessageConsumer consumer = session.createConsumer(destination(words[1]));
            Message message = consumer.receive(Long.parseLong(words[2]));
            if (message == null) {
                return "none";
            }
            message.acknowledge();
            String body = message instanceof TextMessage ? ((TextMessage) message).getText() : "";
            StringBuilder answer = new StringBuilder("message ");
            answer.append(kindOf(message)).append(' ');
            answer.append(message.getStringProperty("JMSXUserID")).append(' ');
            answer.append(encode(body));
            answer.append(" JMSType=").append(message.getJMSType());
            for (Enumeration<?> names = message.getPropertyNames(); names.hasMoreElements();) {
                String name = (String) names.nextElement();
                answer.append(' ').append(name).append('=').append(message.getObjectProperty(name));
            }
            return answer.toString();
        } finally {
            session.close();
        }
    }

    private static String kindOf(Message message) {
        if (message instanceof TextMessage) {
            return "text";
        }
        return message instanceof BytesMessage ? "bytes" : "other";
    }

    private static ActiveMQDestination destination(String name) {
        return ActiveMQDestination.createDestination(name, ActiveMQDestination.QUEUE_TYPE);
    }

    private static String decode(String text) {
        return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    }

    private static String encode(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String line(Throwable error) {
        return String.valueOf(error.getMessage()).replace('\n', ' ');
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
