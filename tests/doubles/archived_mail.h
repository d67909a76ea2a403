// A mail as Pipermail shows it: all its words in <pre>, quotations as lines with ">".
#pragma once
#include <string_view>

namespace earshot::doubles {

inline constexpr std::string_view archived_mail =
    R"(<HTML><HEAD><TITLE>[Sled-users] Brakes</TITLE></HEAD><BODY BGCOLOR="#ffffff">
<H1>[Sled-users] Brakes</H1><B>Rosa Klein</B> <A HREF="mailto:x@y.example">rosa at home.example</A><BR>
<I>Tue Mar 14 10:02:11 CET 2006</I><P><UL><LI>Previous message: <A HREF="1.html">[Sled-users] Ropes and knots for winter</A></LI>
<LI>Next message: <A HREF="3.html">[Sled-users] Who sells wax in spring time?</A></LI>
<LI> <B>Messages sorted by:</B> <a href="date.html">[ date ]</a> <a href="thread.html">[ thread ]</a></LI></UL><HR>
<!--beginarticle-->
<PRE>Hello all,

last week my brakes gave up on the way down. I wrote to Marek Ko-
walski of Acme and waited for nine days. Then Ana
Ruiz rang me at home and was very kind, but the brakes are still
where they were.

&gt;<i> Somebody should ask Tom Becker about it, he built
</i>&gt;<i> the thing.
</i>
I will, see <A HREF="http://acme.example/">http://acme.example/</A>.

Rosa
</PRE><!--endarticle--><HR></BODY></HTML>)";

}  // namespace earshot::doubles
